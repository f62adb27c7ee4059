package walk

import (
	"context"
	"testing"
)

// report goes from the scores to the report on the same parts, changes its period, prints it, and reads it in Japanese.
func report(t *testing.T, chrome context.Context, s *station) {
	p := open(t, chrome, s, "/engineer?lang=en#results")
	p.choose("input[name=from]", "2020-01-01T00:00")
	p.click(`document.querySelector("a.button[href^='#report/'][href*='T']")`)
	p.says(".report h2", "Inspection report of")
	p.visit("/engineer?lang=en#scores")
	p.click(`document.querySelector("a.button[href^='#report/']")`)
	p.says(".report h2", "Inspection report of")
	// The first version has judged bad parts; one that was released a moment ago may have seen good ones only.
	p.choose("select[name=recipe]", p.until(`document.querySelector("select[name=recipe] option").value`))
	p.says(".report h2", "version 1")
	p.says(".report", "All parts")
	p.says(".report", "Parts that people have called")
	p.says(".report .hash", s.address+"/engineer#report/")
	p.until(`document.querySelector(".report .histogram.still .bar") !== null && document.querySelector(".report [role=slider]") === null`)
	p.until(`document.querySelectorAll(".shot").length > 0 && [...document.querySelectorAll(".shot .stage img")].every((i) => i.complete)`)
	p.until(`document.querySelector(".shot .stage img").naturalWidth > 0`)
	p.accessible("report")
	p.until(`document.querySelector(".shot .stage img").dispatchEvent(new Event("error"))`)
	p.says(".shot", "The picture is not kept.")
	p.until(`(window.print = () => { document.body.dataset.printed = document.querySelectorAll(".report").length; }) !== null`)
	p.press("Print")
	p.until(`document.body.dataset.printed === "1"`)

	p.choose("input[name=from]", "2001-01-01T00:00")
	p.choose("input[name=to]", "2001-01-02T00:00")
	p.says(".report", "no such part was called by a person")
	p.until(`document.querySelector(".report .histogram, .report .shot") === null && location.hash.includes("2001")`)
	p.refused("/api/v1/report")
	p.choose("input[name=to]", "2000-01-02T00:00")
	p.says("[role=alert]", "no moment of the past")

	p.visit("/engineer?lang=ja#report")
	p.says(".report h2", "検査報告書")
	p.until(`document.querySelectorAll(".report .histogram").length === 1`)
	p.accessible("report in Japanese")
}
