package formula

import (
	"sync"

	"github.com/expr-lang/expr/ast"
)

// mostParsed is how many texts keep their tree: those of one run, the pair formula of its
// distance included, are a few.
const mostParsed = 64

// parsed keeps the trees of the texts that were parsed last, so that a run parses each of
// its formulas once, although it reads one wherever a loss or a distance is made of it:
// with other parameters, in float32 and in float64. A tree is never changed. The zero value
// keeps none yet. It is safe for concurrent use.
type parsed struct {
	mu    sync.Mutex
	trees map[string]ast.Node
	texts []string // the keys of trees, the one that goes next first
}

// recent are the trees of all formulas.
var recent parsed

// tree is the tree of text, parsed by parse if it is not there. The errors are parse's; what
// has one is not kept.
func (p *parsed) tree(text string, parse func(string) (ast.Node, error)) (ast.Node, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t, ok := p.trees[text]; ok {
		return t, nil
	}
	t, err := parse(text)
	if err != nil {
		return nil, err
	}
	if p.trees == nil {
		p.trees = map[string]ast.Node{}
	}
	if len(p.texts) == mostParsed {
		delete(p.trees, p.texts[0])
		p.texts = p.texts[1:]
	}
	p.trees[text], p.texts = t, append(p.texts, text)
	return t, nil
}
