package kit

import _ "embed"

// StudyStyle is the style of pages about many runs.
//
//go:embed study.css
var StudyStyle string
