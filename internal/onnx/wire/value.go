package wire

// parseValueInfo reads the name, kind and shape of a value. Types other than
// tensors leave Type at 0.
func parseValueInfo(b []byte) (ValueInfo, error) {
	var v ValueInfo
	err := scan(b, func(f field) error {
		switch f.num {
		case 1:
			v.Name = f.text()
		case 2:
			return scan(f.b, func(f field) error {
				if f.num == 1 { // tensor_type
					return v.parseTensorType(f.b)
				}
				return nil
			})
		}
		return nil
	})
	return v, err
}

func (v *ValueInfo) parseTensorType(b []byte) error {
	return scan(b, func(f field) error {
		switch f.num {
		case 1:
			v.Type = DataType(f.bits)
		case 2:
			v.Dims = []Dim{}
			return scan(f.b, func(f field) error {
				if f.num != 1 {
					return nil
				}
				d := Dim{Size: -1}
				err := scan(f.b, func(f field) error {
					switch f.num {
					case 1:
						d.Size = int64(f.bits)
					case 2:
						d.Symbol = f.text()
					}
					return nil
				})
				v.Dims = append(v.Dims, d)
				return err
			})
		}
		return nil
	})
}
