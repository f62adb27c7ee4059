package walk

// inspectors looks at where what was taught comes from, what changed in it, and what is in it.
func inspectors(p *page) {
	p.visit("/engineer?lang=" + p.until(`document.documentElement.lang`) + "#inspectors")
	p.says("tbody tr", p.word("taught-here"))
	p.until(`document.querySelectorAll("tbody tr").length === 2 && document.querySelector(".tree .tree a")`)
	p.accessible("inspectors")
	p.click(`[...document.querySelectorAll(".tree .tree a")].find((a) => a.hash.split("/").length === 3)`)
	p.says("tbody th", p.word("fact-bad"))
	p.until(`(() => { const shown = [...document.querySelectorAll(".spot img")]; shown.at(-1)?.scrollIntoView(); return shown.length === 2 && shown.every((i) => i.complete && i.naturalWidth > 0); })()`)
	p.accessible("what tells two inspectors apart")
	p.choose("select[name=before]", "")
	p.says("tbody th", p.word("fact-eye"))
	p.until(`document.querySelectorAll(".steps li").length === 2`)
	// Each thing that is said of an inspector has a name in the language of the page.
	p.until(`![...document.querySelectorAll("tbody th")].some((th) => th.innerText.startsWith("fact-"))`)
	p.accessible("what is in an inspector")
	p.follow(p.word("all-inspectors"))
	p.says("h2", p.word("lineage"))
}
