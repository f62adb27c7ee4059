package report

import _ "embed"

//go:embed study.css
var studyStyle string
