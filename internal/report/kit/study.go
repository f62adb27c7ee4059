package kit

import _ "embed"

//go:embed study.css
var StudyStyle string
