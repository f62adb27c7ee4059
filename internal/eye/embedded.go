package eye

import (
	_ "embed"
	"sync"
)

// EmbeddedName is what the eye in the program is called where a file is asked for.
const EmbeddedName = "embedded"

// NoneName is what an eye without outside weights is called, which inspect fit makes of good pictures.
const NoneName = "none"

// embeddedFile is EfficientNet-Lite0 up to block 10, written by make.go.
//
//go:embed lite0.onnx
var embeddedFile []byte

// embedded is read once.
var embedded = sync.OnceValues(func() (*Eye, error) { return read(embeddedFile, EmbeddedName, "") })

// Embedded is the eye in the program: EfficientNet-Lite0 (Liu, 2020; trained by Google
// on ImageNet, Apache License 2.0) up to stride 16. Its taps are block4 (stride 8, 40
// channels) and block10 (stride 16, 112 channels); block0 to block10 can be tapped.
func Embedded() (*Eye, error) { return embedded() }
