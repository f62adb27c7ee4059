package walk

import (
	"encoding/json"
	"net/http"

	"github.com/chromedp/chromedp/kb"
)

// mark draws where the defect of a part is, on its page: a box by the mouse and one by numbers, strokes that are undone and erased,
// and finds it again.
func mark(p *page) {
	trigger := p.until(`location.hash.split("/")[1]`)
	p.press(p.word("mark-place"))
	p.until(`document.querySelector("canvas.marks.drawing")`)
	p.drag("canvas.marks", 60)
	p.until(`document.querySelectorAll(".tools details li").length === 1`)
	p.accessible("marking a defect")
	for name, value := range map[string]string{"box-x": "8", "box-y": "9", "box-w": "20", "box-h": "10"} {
		p.fill(`input[name="`+name+`"]`, value)
	}
	p.press(p.word("add-box"))
	p.until(`document.querySelectorAll(".tools details li").length === 2`)
	p.click(`document.querySelector(".tools input[value=brush]")`)
	p.drag("canvas.marks", 90)
	p.until(`document.querySelectorAll(".tools details li").length === 3`)
	p.press(p.word("undo"))
	p.until(`document.querySelectorAll(".tools details li").length === 2`)
	p.click(`document.querySelector(".tools input[value=eraser]")`)
	p.drag("canvas.marks", 40)
	p.until(`document.querySelectorAll(".tools details li").length === 3`)
	p.fill("input[name=label-reason]", "stain")
	p.press(p.word("save-place"))
	p.says("main", p.word("marked-by"))
	p.until(`(() => { const c = document.querySelector("canvas.marks"); return c.getContext("2d").getImageData(12, 12, 1, 1).data[3] === 255; })()`)
	p.accessible("a marked defect")

	status, body := p.get("GET", "/api/v1/results/"+trigger, "")
	var part struct {
		Label struct {
			Pixels, Width, Height int
			Shapes                []struct{ Kind string }
		}
	}
	if err := json.Unmarshal([]byte(body), &part); err != nil || status != http.StatusOK {
		p.Fatal(status, body, err)
	}
	if l := part.Label; len(l.Shapes) != 3 || l.Shapes[0].Kind != "box" || l.Shapes[2].Kind != "eraser" || l.Pixels < 200 || l.Pixels > l.Width*l.Height/4 {
		p.Errorf("another label: %s", body)
	}
	p.follow(p.word("view-results"))
	p.fill("input[name=part]", kb.Enter)
	p.choose("select[name=labelled]", "yes")
	p.until(`document.querySelectorAll("tbody tr").length === 1 && document.querySelector("tbody tr").cells[1].innerText === ` + quoted(trigger))
	p.choose("select[name=labelled]", "")
}
