package walk

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// statistics looks at control charts, and goes through an agreement study: six parts, two rounds, one person beside the
// inspector.
func statistics(t *testing.T, chrome context.Context, s *station) {
	p := open(t, chrome, s, "/engineer?lang=en#drift")
	p.says("main", "There are no limits yet")
	p.accessible("drift")

	_, body := p.get("GET", "/api/v1/results?limit=1000&order=oldest", "")
	var page struct {
		Results []struct {
			Trigger int64
			Part    string
		}
	}
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	called := map[string]int{}
	for _, r := range page.Results {
		kind, _, posted := strings.Cut(r.Part, "-")
		verdict := "NG"
		if kind == "good" {
			verdict = "OK"
		}
		if !posted || called[verdict] == 3 {
			continue
		}
		called[verdict]++
		if status, text := p.get("POST", fmt.Sprintf("/api/v1/results/%d/reviews", r.Trigger), `{"verdict":"`+verdict+`","who":"sato"}`); status != http.StatusCreated {
			t.Fatalf("%s: %d %s", r.Part, status, text)
		}
	}
	p.follow("Agreement")
	p.says("main", "There is no study yet")
	p.click(`document.querySelector("details.new-study summary")`)
	p.until(`document.querySelectorAll(".pick").length >= 6`)
	p.accessible("new study")
	p.fill("input[name=study]", "the edges")
	p.choose(".new-study select", "2")
	p.press("Tick all")
	p.click(`document.querySelector("button.begin")`)
	p.says("tbody th", "the edges")
	parts := p.until(`document.querySelector("tbody td").innerText`)
	p.follow("Call parts")
	p.fill("input[name=appraiser]", "mori")
	p.press("Begin")
	p.says("p[role=status]", "Round 1 of 2, part 1 of "+parts)
	p.until(`document.querySelector(".stage.study img").naturalWidth > 0`)
	p.accessible("calling parts")
	p.until(`document.querySelector(".stage.study img").dispatchEvent(new Event("error"))`)
	p.says("[role=alert]", "picture of this part cannot be shown")
	p.until(`document.querySelector(".calls") === null`)
	p.accessible("a part that cannot be called")
	p.until(`document.querySelector(".stage.study img").dispatchEvent(new Event("load"))`)
	for {
		stands := p.until(`document.querySelector("p[role=status]").innerText`)
		if !strings.HasPrefix(stands, "Round") {
			break
		}
		p.until(`document.querySelector(".call[aria-disabled=false]") !== null`) // the picture is there
		p.keys("2")
		p.until(`document.querySelector("p[role=status]").innerText !== ` + quoted(stands))
		time.Sleep(100 * time.Millisecond) // a key that follows at once is a scanner's
	}
	p.says("p[role=status]", "You have called all parts")
	p.follow("All studies")
	p.press("End the study")
	p.fill("dialog input[name=reason]", "all have called")
	p.click(`document.querySelector("dialog button.danger")`)
	p.says(".study-table tbody th", "mori")
	p.says(".study-table tbody th", "the inspector")
	p.says(".study-table td", "not acceptable") // who calls all NG
	p.accessible("result of a study")
	p.visit("/engineer?lang=ja#studies/1")
	p.says(".study-table thead", "有効性")
}
