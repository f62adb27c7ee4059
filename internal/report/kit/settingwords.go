package kit

import "mekiki/internal/lang"

// PartName says a part of a data set.
func PartName(part string) lang.Message {
	switch part {
	case "train":
		return lang.T("train")
	case "validation":
		return lang.T("validation")
	case "test":
		return lang.T("test")
	}
	return lang.T("%s", part)
}

// settingName is what a page calls a setting: a flag as it is typed, others in words.
func settingName(key string) lang.Message {
	switch key {
	case "drawn":
		return lang.T("drawn")
	case "from":
		return lang.T("from")
	case "measured":
		return lang.T("measured")
	case "vectors":
		return lang.T("vectors")
	case "loss before":
		return lang.T("loss before")
	case "fingerprint":
		return lang.T("fingerprint")
	}
	return lang.T("%s", key)
}
