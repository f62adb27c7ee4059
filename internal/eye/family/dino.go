package family

import (
	"fmt"

	"mekiki/internal/onnx/wire"
)

// DINOv2 ViT-S/14 (Oquab et al., 2023): a Vision Transformer (Dosovitskiy et al., 2020)
// of 12 blocks with 6 heads on patches of 14x14 pixels, trained at 37x37 patches.
const (
	dinoDim    = 384
	dinoBlocks = 12
	dinoHeads  = 6
	dinoPatch  = 14
	dinoSide   = 37
)

// dinoFamily is DINOv2 by timm's names and by those of its authors, which are the same
// but for a token that only training needs. What differs is how a table of positions
// for other sizes of picture is made.
func dinoFamily() family {
	fits := func(w *weights) bool {
		patch, table := w.shape("patch_embed.proj.weight"), w.shape("pos_embed")
		return len(patch) == 4 && patch[0] == dinoDim && patch[2] == dinoPatch && len(table) == 3 && !w.has(fmt.Sprintf("blocks.%d.norm1.weight", dinoBlocks))
	}
	return family{marks: []string{"patch_embed.proj.weight", "pos_embed", "blocks.0.ls1.gamma"}, networks: []network{
		{name: "dinov2_vits14", fits: func(w *weights) bool { return fits(w) && w.has("mask_token") }, build: func(b *builder) { b.dino(b.ownPositions) }},
		{name: "vit_small_patch14_dinov2", fits: func(w *weights) bool { return fits(w) && !w.has("mask_token") }, build: func(b *builder) { b.dino(b.timmPositions) }},
	}}
}

// dino puts it together; positions makes the table [1,384,h,w] from that of 37x37.
func (b *builder) dino(positions func(table, size string) string) {
	b.w.passed = []string{"mask_token", "head."}
	x := b.conv(b.input(), "patch_embed.proj", conv{kernel: dinoPatch, stride: dinoPatch, bare: true})
	size := b.node("Shape", "grid", []wire.Attr{intAttr("start", 2), intAttr("end", 4)}, x.name)
	class, table := b.dinoTables()
	rows := func(name, from string) string {
		flat := b.node("Reshape", name+".flat", nil, from, b.whole("channels_rest", 0, dinoDim, -1))
		return b.node("Transpose", name, []wire.Attr{intsAttr("perm", 0, 2, 1)}, flat)
	}
	tokens := b.node("Add", "patches", nil, rows("patch_rows", x.name), rows("position_rows", positions(table, size)))
	batch := b.node("Shape", "batch", []wire.Attr{intAttr("start", 0), intAttr("end", 1)}, x.name)
	first := b.node("Expand", "class_token", nil, class, b.join("class_shape", batch, b.whole("one_token", 1, dinoDim)))
	x = value{b.node("Concat", "tokens", []wire.Attr{intAttr("axis", 1)}, first, tokens), dinoDim}
	for i := range dinoBlocks {
		at := fmt.Sprint("blocks.", i)
		y := b.attention(b.layerNorm(x, at+".norm1", at+".norm1"), at+".attn")
		x = b.add(at+".mid", x, b.scaled(y, at+".ls1", at+".ls1.gamma", dinoDim))
		y = b.linear(b.layerNorm(x, at+".norm2", at+".norm2"), at+".mlp.fc1")
		y = b.linear(b.act(at+".mlp.act", y, gelu), at+".mlp.fc2")
		x = b.add(at, x, b.scaled(y, at+".ls2", at+".ls2.gamma", dinoDim))
		b.tokenMap(b.layerNorm(x, "norm", at+".normed"), at, size)
	}
	b.taps = []string{fmt.Sprintf("blocks.%d.map", dinoBlocks-1)}
}

// dinoTables are the token of the class with its position, and the positions of the
// patches as a map.
func (b *builder) dinoTables() (class, table string) {
	const places = dinoSide * dinoSide
	token, all := b.take("cls_token", 1, 1, dinoDim), b.take("pos_embed", 1, 1+places, dinoDim)
	if b.err != nil {
		return "", ""
	}
	own, grid := make([]float32, dinoDim), make([]float32, places*dinoDim)
	for c := range dinoDim {
		own[c] = token[c] + all[c]
		for p := range places {
			grid[c*places+p] = all[(1+p)*dinoDim+c]
		}
	}
	return b.hold("cls_token", []int{1, 1, dinoDim}, own), b.hold("pos_embed", []int{1, dinoDim, dinoSide, dinoSide}, grid)
}

// join puts whole numbers one behind the other.
func (b *builder) join(name string, parts ...string) string {
	return b.node("Concat", name, []wire.Attr{intAttr("axis", 0)}, parts...)
}

// timmPositions shrinks the table with a filter that is as wide as what it leaves out,
// and does not look beyond the edge, as PyTorch has it.
func (b *builder) timmPositions(table, size string) string {
	sizes := b.join("position_size", b.whole("one_map", 1, dinoDim), size)
	attrs := []wire.Attr{textAttr("mode", "cubic"), floatAttr("cubic_coeff_a", -0.5), intAttr("antialias", 1), intAttr("exclude_outside", 1)}
	return b.node("Resize", "positions", attrs, table, "", "", sizes)
}

// ownPositions is as the authors have it: the scale is that of a table a tenth of a
// patch larger, unless the size is that of training.
func (b *builder) ownPositions(table, size string) string {
	number := b.node("Cast", "grid_number", []wire.Attr{intAttr("to", int(wire.Float))}, size)
	side := b.hold("side", []int{}, []float32{dinoSide})
	larger := b.node("Add", "grid_more", nil, number, b.hold("tenth", []int{}, []float32{0.1}))
	scale := b.node("Div", "grid_scale", nil, larger, side)
	far := b.node("Sub", "grid_away", nil, number, side)
	most := b.node("ReduceMax", "grid_farthest", nil, b.node("Abs", "grid_distance", nil, far))
	trained := b.node("Equal", "grid_as_trained", nil, most, b.hold("zero", []int{}, []float32{0}))
	one := b.hold("one", []int{}, []float32{1})
	scale = b.node("Where", "grid_scales", nil, trained, one, scale)
	scales := b.join("position_scales", b.hold("ones", []int{2}, []float32{1, 1}), scale)
	return b.node("Resize", "positions", []wire.Attr{textAttr("mode", "cubic")}, table, "", scales)
}

// attention lets tokens look at each other (Vaswani et al., 2017).
func (b *builder) attention(x value, module string) value {
	qkv := b.linear(x, module+".qkv")
	if b.err == nil && qkv.channels != 3*dinoDim {
		_, err := b.w.take(module+".qkv.weight", 3*dinoDim, dinoDim)
		b.fail(err)
	}
	parts := []string{module + ".q", module + ".k", module + ".v"}
	b.nodes = append(b.nodes, wire.Node{Name: module + ".split", Op: "Split", Inputs: []string{qkv.name}, Outputs: parts, Attrs: []wire.Attr{intAttr("axis", 2), intAttr("num_outputs", 3)}})
	heads := b.whole("heads", 0, 0, dinoHeads, dinoDim/dinoHeads)
	var turned [3]value
	for i, p := range parts {
		turned[i] = b.transpose(p+".heads", value{b.node("Reshape", p+".split", nil, p, heads), dinoDim / dinoHeads}, 0, 2, 1, 3)
	}
	// 1/8 is exact, so it may stand anywhere.
	q := b.node("Mul", module+".scaled", nil, turned[0].name, b.hold("eighth", []int{}, []float32{0.125}))
	score := b.node("MatMul", module+".score", nil, q, b.transpose(module+".turned", turned[1], 0, 1, 3, 2).name)
	soft := b.node("Softmax", module+".softmax", []wire.Attr{intAttr("axis", -1)}, score)
	y := b.transpose(module+".tokens", value{b.node("MatMul", module+".seen", nil, soft, turned[2].name), dinoDim}, 0, 2, 1, 3)
	return b.linear(value{b.node("Reshape", module+".joined", nil, y.name, b.whole("tokens_joined", 0, 0, dinoDim)), dinoDim}, module+".proj")
}

// tokenMap makes a map [N,384,h,w] of the tokens of patches.
func (b *builder) tokenMap(x value, block, size string) {
	patches := b.node("Slice", block+".patches", nil, x.name, b.whole("from_second", 1), b.whole("to_end", 1<<31-1), b.whole("tokens_axis", 1))
	turned := b.transpose(block+".turned", value{patches, dinoDim}, 0, 2, 1)
	b.node("Reshape", block+".map", nil, turned.name, b.join(block+".map_shape", b.whole("batch_channels", 0, dinoDim), size))
}
