"""Writes testdata/ops/*.onnx: small networks, an operation or a spelling each.

Each file carries its inputs and what ONNX Runtime computed for them as initialisers
that no node takes, named in:NAME and out:NAME. Made with onnx 1.23.2, onnxruntime
1.32.0 (CPU, graph optimisations off), numpy 2.4.6:

    python internal/onnx/testdata/cases.py
"""
import pathlib

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto as T
from onnx import helper, numpy_helper

HERE = pathlib.Path(__file__).parent / "ops"
rng = np.random.default_rng(1)
KIND = {np.dtype("float32"): T.FLOAT, np.dtype("int64"): T.INT64, np.dtype("bool"): T.BOOL}


def f(*shape):
    return rng.normal(size=shape).astype(np.float32)


def pos(*shape):
    return (rng.random(shape) + 0.5).astype(np.float32)


def i(*v):
    return np.array(v, np.int64)


def N(op, ins, outs="y", **attrs):
    return helper.make_node(op, ins.split(), outs.split(), name="n_" + outs.split()[0], **attrs)


def save(name, nodes, x, w=None, out="y", opset=18, dims=None):
    """x: inputs, w: initialisers (arrays), out: names of outputs; "-" in a node's inputs is an absent one."""
    for n in nodes:
        for k, v in enumerate(n.input):
            if v == "-":
                n.input[k] = ""
    inputs = [helper.make_tensor_value_info(k, KIND[v.dtype], (dims or {}).get(k, v.shape)) for k, v in x.items()]
    inits = [v if isinstance(v, onnx.TensorProto) else numpy_helper.from_array(v, k) for k, v in (w or {}).items()]
    outs = [helper.make_empty_tensor_value_info(o) for o in out.split()]
    g = helper.make_graph(nodes, name, inputs, outs, inits)
    m = helper.make_model(g, opset_imports=[helper.make_opsetid("", opset)], producer_name="cases.py")
    m.ir_version = 8
    o = ort.SessionOptions()
    o.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    o.log_severity_level = 3
    got = ort.InferenceSession(m.SerializeToString(), o, providers=["CPUExecutionProvider"]).run(None, x)
    for k, v in x.items():
        m.graph.initializer.append(numpy_helper.from_array(v, "in:" + k))
    for k, v in zip(out.split(), got):
        m.graph.initializer.append(numpy_helper.from_array(np.asarray(v), "out:" + k))
    (HERE / (name + ".onnx")).write_bytes(m.SerializeToString())


def one(name, op, x, w=None, opset=18, outs="y", **attrs):
    """A network of one node that takes all of x, then all of w."""
    save(name, [N(op, " ".join(list(x) + list(w or {})), outs, **attrs)], x, w, outs, opset)


def windows():
    x = {"x": f(2, 4, 7, 6)}
    one("conv", "Conv", x, {"w": f(3, 4, 3, 3), "b": f(3)}, pads=[1, 1, 1, 1])
    one("conv_bare", "Conv", x, {"w": f(3, 4, 2, 3)})
    one("conv_stride_pads", "Conv", x, {"w": f(3, 4, 3, 3)}, strides=[2, 1], pads=[0, 1, 2, 3], dilations=[2, 1])
    one("conv_group", "Conv", x, {"w": f(6, 2, 3, 3), "b": f(6)}, group=2)
    one("conv_depthwise", "Conv", x, {"w": f(4, 1, 5, 5)}, group=4, pads=[2, 2, 2, 2], strides=[2, 2])
    for a in ("SAME_UPPER", "SAME_LOWER", "VALID"):
        one("conv_" + a.lower(), "Conv", x, {"w": f(3, 4, 4, 3)}, auto_pad=a, strides=[2, 2])
    one("maxpool", "MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    one("maxpool_ceil", "MaxPool", x, kernel_shape=[2, 3], strides=[2, 2], ceil_mode=1, pads=[0, 0, 0, 1])
    one("maxpool_ceil3", "MaxPool", {"x": f(1, 1, 8, 6)}, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    one("maxpool_ceil_edge", "MaxPool", {"x": f(1, 1, 3, 3)}, kernel_shape=[3, 3], strides=[3, 3], ceil_mode=1, pads=[0, 0, 1, 1])
    one("maxpool_dilated", "MaxPool", x, kernel_shape=[2, 2], dilations=[2, 3])
    one("maxpool_same", "MaxPool", x, kernel_shape=[3, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    one("avgpool", "AveragePool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    one("avgpool_counted", "AveragePool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 0, 1, 1], count_include_pad=1)
    one("avgpool_ceil", "AveragePool", x, kernel_shape=[2, 3], strides=[2, 2], ceil_mode=1)
    one("avgpool_ceil_counted", "AveragePool", x, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1, pads=[1, 1, 1, 1], count_include_pad=1, opset=19)
    one("global_average", "GlobalAveragePool", x)
    one("global_max", "GlobalMaxPool", x)


def norms():
    x = {"x": f(2, 5, 4, 3)}
    one("batchnorm", "BatchNormalization", x, {"s": f(5), "b": f(5), "m": f(5), "v": pos(5)}, epsilon=1e-3)
    one("batchnorm_opset9", "BatchNormalization", x, {"s": f(5), "b": f(5), "m": f(5), "v": pos(5)}, opset=9)
    one("layernorm", "LayerNormalization", x, {"s": f(3), "b": f(3)}, epsilon=1e-2)
    one("layernorm_axis1", "LayerNormalization", x, {"s": f(5, 4, 3)}, axis=1)
    one("lrn", "LRN", x, size=3, alpha=0.3, beta=0.6, bias=2.0)
    one("softmax", "Softmax", x, axis=1)
    one("softmax_default", "Softmax", x)
    one("softmax_opset11", "Softmax", x, opset=11)
    one("softmax_opset11_axis2", "Softmax", x, opset=11, axis=2)
    one("logsoftmax", "LogSoftmax", x, axis=-1)


def activations():
    x = {"x": 3 * f(3, 7)}
    for op in ("Relu", "Sigmoid", "Tanh", "HardSwish", "Softplus", "HardSigmoid", "LeakyRelu", "Elu", "Abs", "Neg", "Exp", "Erf", "Floor", "Ceil", "Round", "Sin", "Cos", "Sign", "Identity"):
        one(op.lower(), op, x)
    for op in ("Sqrt", "Log", "Reciprocal"):
        one(op.lower(), op, {"x": pos(3, 4)})
    one("hardsigmoid_sixth", "HardSigmoid", x, alpha=1 / 6)
    one("leakyrelu_alpha", "LeakyRelu", x, alpha=0.3)
    one("elu_alpha", "Elu", x, alpha=0.3)
    one("gelu", "Gelu", x, opset=20)
    one("gelu_tanh", "Gelu", x, opset=20, approximate="tanh")
    one("clip6", "Clip", x, {"l": np.float32(0), "h": np.float32(6)})
    one("clip", "Clip", x, {"l": np.float32(-1), "h": np.float32(2)})
    save("clip_low", [N("Clip", "x l")], x, {"l": np.float32(0)})
    save("clip_high", [N("Clip", "x - h")], x, {"h": np.float32(1.5)})
    one("clip_opset7", "Clip", x, opset=7, min=0.0, max=6.0)
    one("dropout", "Dropout", x, opset=13)
    one("dropout_opset7", "Dropout", x, opset=7, ratio=0.4)


def elementwise():
    a, b = f(2, 3, 4), f(3, 1)
    for op in ("Add", "Sub", "Mul", "Div", "Min", "Max"):
        one(op.lower(), op, {"a": a, "b": b})
    for op in ("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"):
        one(op.lower(), op, {"a": np.round(a), "b": np.round(b)})
    one("pow", "Pow", {"a": pos(2, 3), "b": f(3)})
    one("pow_square", "Pow", {"a": a}, {"two": np.float32(2)})
    one("mod", "Mod", {"a": i(-7, 7, -8, 8), "b": i(3, -3, 4, 4)})
    one("fmod", "Mod", {"a": 5 * f(6), "b": f(6)}, fmod=1)
    one("div_int", "Div", {"a": i(-7, 7, -8, 8), "b": i(3, -3, 4, 3)})
    one("sum", "Sum", {"a": a, "b": b, "c": f(4)})
    one("sum_one", "Sum", {"a": a})
    one("max_three", "Max", {"a": a, "b": b, "c": f(1)})
    one("where", "Where", {"c": f(3, 4) > 0, "a": f(2, 1, 4), "b": f(1)})
    one("and", "And", {"a": f(3, 4) > 0, "b": f(4) > 0})
    one("or", "Or", {"a": f(3, 4) > 0, "b": f(4) > 0})
    one("not", "Not", {"a": f(3, 4) > 0})
    one("cast_int", "Cast", {"x": 9 * f(7)}, to=T.INT64)
    one("cast_bool", "Cast", {"x": i(0, 1, 5)}, to=T.BOOL)
    save("cast_half", [N("Cast", "x", "h", to=T.FLOAT16), N("Cast", "h", "y", to=T.FLOAT)], {"x": np.float32([1, 2.5, -0.125])})
    one("castlike", "CastLike", {"x": 9 * f(7), "l": i(3)})


def products():
    one("matmul", "MatMul", {"a": f(2, 1, 3, 4), "b": f(5, 4, 2)})
    one("matmul_row", "MatMul", {"a": f(4), "b": f(5, 4, 2)})
    one("matmul_column", "MatMul", {"a": f(2, 3, 4), "b": f(4)})
    one("matmul_vectors", "MatMul", {"a": f(4), "b": f(4)})
    one("gemm", "Gemm", {"a": f(3, 4)}, {"b": f(4, 2), "c": f(2)})
    one("gemm_all", "Gemm", {"a": f(4, 3)}, {"b": f(2, 4), "c": f(3, 1)}, transA=1, transB=1, alpha=0.5, beta=2.0)
    one("gemm_bare", "Gemm", {"a": f(3, 4)}, {"b": f(4, 2)})
    qkv = {"q": f(2, 3, 5, 4), "k": f(2, 3, 6, 4), "v": f(2, 3, 6, 7)}
    one("attention", "Attention", qkv, opset=23)
    one("attention_scale", "Attention", qkv, opset=23, scale=0.3)
    one("einsum", "Einsum", {"a": f(2, 3, 4), "b": f(2, 5, 4)}, equation="bij,bkj->bik")
    one("einsum_one", "Einsum", {"a": f(2, 3, 4)}, equation="bij -> ji")


def reduces():
    x = {"x": f(2, 3, 4, 5)}
    for op in ("Mean", "Sum", "Max", "Min", "Prod", "L1", "L2"):
        one("reduce_" + op.lower(), "Reduce" + op, x, {"axes": i(-1, 1)}, keepdims=0)
    one("reduce_all", "ReduceMean", x)
    one("reduce_opset11", "ReduceMean", x, opset=11, axes=[2, 3])
    one("reduce_noop", "ReduceSum", x, opset=13, noop_with_empty_axes=1)


def shapes():
    x = {"x": f(2, 3, 4)}
    one("reshape", "Reshape", x, {"s": i(0, -1)})
    one("reshape_same", "Reshape", x, {"s": i(2, 3, 4)})
    one("flatten", "Flatten", {"x": f(2, 3, 4, 1)}, axis=2)
    one("flatten0", "Flatten", x, axis=0)
    one("squeeze", "Squeeze", {"x": f(1, 3, 1, 4)}, {"axes": i(-2)})
    one("squeeze_all", "Squeeze", {"x": f(1, 3, 1, 4)})
    one("squeeze_opset11", "Squeeze", {"x": f(1, 3, 1, 4)}, opset=11, axes=[0, 2])
    one("unsqueeze", "Unsqueeze", x, {"axes": i(0, -1)})
    one("unsqueeze_opset11", "Unsqueeze", x, opset=11, axes=[1])
    one("transpose", "Transpose", x, perm=[1, 2, 0])
    one("transpose_default", "Transpose", x)
    one("concat", "Concat", {"a": f(2, 1, 3), "b": f(2, 2, 3), "c": f(2, 3, 3)}, axis=-2)
    one("split", "Split", {"x": f(3, 7)}, {"s": i(2, 4, 1)}, outs="y z w", axis=1)
    one("split_equal", "Split", {"x": f(3, 7)}, outs="y z", axis=1, num_outputs=2)
    one("split_opset11", "Split", {"x": f(3, 6)}, outs="y z", axis=1, opset=11, split=[2, 4])
    one("split_opset11_equal", "Split", {"x": f(4, 6)}, outs="y z", opset=11)
    one("slice", "Slice", x, {"s": i(0, 3), "e": i(-1, -9), "a": i(1, 2), "t": i(1, -2)})
    one("slice_far", "Slice", x, {"s": i(1), "e": i(2**63 - 1), "a": i(-1)})
    one("slice_opset9", "Slice", x, opset=9, starts=[1, 0], ends=[2, 99], axes=[1, 2])
    one("slice_empty", "Slice", x, {"s": i(2), "e": i(2), "a": i(2)})
    one("gather", "Gather", x, {"k": np.array([[0, -1], [2, 1]])}, axis=1)
    one("gather_one", "Gather", x, {"k": np.array(-1)}, axis=1)
    one("expand", "Expand", {"x": f(3, 1)}, {"s": i(2, 1, 4)})
    one("tile", "Tile", x, {"r": i(2, 1, 3)})
    one("pad", "Pad", x, {"p": i(0, 1, 2, 1, 0, 3), "v": np.float32(0.5)})
    one("pad_negative", "Pad", x, {"p": i(0, -1, 2, 0, 0, -1)})
    for m in ("reflect", "edge"):
        one("pad_" + m, "Pad", x, {"p": i(0, 1, 2, 1, 2, 3)}, mode=m)
    one("pad_wrap", "Pad", x, {"p": i(0, 1, 2, 1, 2, 3)}, mode="wrap", opset=19)
    save("pad_axes", [N("Pad", "x p - a")], x, {"p": i(1, 2), "a": i(-1)})
    one("pad_opset9", "Pad", x, opset=9, pads=[0, 1, 2, 1, 0, 3], value=0.25)
    one("shape", "Shape", x)
    one("shape_part", "Shape", x, start=-2, end=9)
    one("size", "Size", x)
    save("range", [N("Range", "a b c")], {"x": f(1)}, {"a": np.array(9), "b": np.array(2), "c": np.array(-3)})
    save("constant", [N("Constant", "", "c", value_floats=[1.0, 2.0]), N("Constant", "", "k", value_float=3.0), N("Add", "c k", "s"), N("Mul", "x s")], {"x": f(3, 2)})
    save("constant_of_shape", [N("ConstantOfShape", "s", "c", value=helper.make_tensor("v", T.FLOAT, [1], [2.5])), N("Mul", "x c")], {"x": f(3, 2)}, {"s": i(3, 1)})


def resizes():
    x = {"x": f(1, 2, 4, 5)}
    for mode in ("nearest", "linear", "cubic"):
        for c in ("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners", "half_pixel_symmetric"):
            save(f"resize_{mode}_{c}", [N("Resize", "x - - z", mode=mode, coordinate_transformation_mode=c)], x, {"z": i(1, 2, 7, 3)}, opset=19)
    for r in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
        save("resize_" + r, [N("Resize", "x - s", nearest_mode=r)], x, {"s": np.float32([1, 1, 2.0, 0.6])})
    save("resize_scales", [N("Resize", "x - s", mode="linear")], x, {"s": np.float32([1, 1, 1.7, 2.3])})
    save("resize_axes", [N("Resize", "x - - z", mode="linear", axes=[2, 3])], x, {"z": i(8, 10)})
    save("resize_opset10", [N("Resize", "x s", mode="nearest")], x, {"s": np.float32([1, 1, 2, 2])}, opset=10)
    save("upsample_opset9", [N("Upsample", "x s", mode="nearest")], x, {"s": np.float32([1, 1, 2, 3])}, opset=9)


def types():
    """Initialisers in every form of storage."""
    v = [1.0, -2.5, 0.375]
    x = {"x": f(3)}

    def cast(name, tensor):
        save("type_" + name, [N("Cast", "w", "c", to=T.FLOAT), N("Add", "x c")], x, {"w": tensor})

    cast("float_typed", helper.make_tensor("w", T.FLOAT, [3], v))
    cast("double_typed", helper.make_tensor("w", T.DOUBLE, [3], v))
    cast("double_raw", numpy_helper.from_array(np.float64(v), "w"))
    cast("half_typed", helper.make_tensor("w", T.FLOAT16, [3], v))
    cast("half_raw", numpy_helper.from_array(np.float16(v), "w"))
    cast("bfloat_typed", helper.make_tensor("w", T.BFLOAT16, [3], v))
    cast("int64_typed", helper.make_tensor("w", T.INT64, [3], [-1, 2, 3]))
    cast("int32_typed", helper.make_tensor("w", T.INT32, [3], [-1, 2, 3]))
    cast("int32_raw", numpy_helper.from_array(np.int32([-1, 2, 3]), "w"))
    cast("int8_raw", numpy_helper.from_array(np.int8([-1, 2, 3]), "w"))
    cast("int8_typed", helper.make_tensor("w", T.INT8, [3], [-1, 2, 3]))
    cast("uint8_raw", numpy_helper.from_array(np.uint8([255, 2, 3]), "w"))
    cast("bool_raw", numpy_helper.from_array(np.array([True, False, True]), "w"))
    cast("bool_typed", helper.make_tensor("w", T.BOOL, [3], [1, 0, 1]))


def spellings():
    """What exporters take to pieces; pass_test.go says what each becomes."""
    x = {"x": 2 * f(1, 3, 4, 5)}
    s = lambda v: np.float32(v)
    save("spelt_silu", [N("Sigmoid", "x", "s"), N("Mul", "x s")], x)
    save("spelt_silu_turned", [N("Sigmoid", "x", "s"), N("Mul", "s x")], x)
    save("spelt_relu6", [N("Constant", "", "l", value_float=0.0), N("Constant", "", "h", value_float=6.0), N("Clip", "x l h")], x)
    save("spelt_relu6_minmax", [N("Max", "x l", "m"), N("Min", "m h")], x, {"l": s(0), "h": s(6)})
    save("clip_crossed", [N("Min", "x l", "m"), N("Max", "m h")], x, {"l": s(0), "h": s(6)})
    save("spelt_hardsigmoid", [N("Add", "x three", "a"), N("Clip", "a l six", "c"), N("Div", "c six")], x, {"three": s(3), "l": s(0), "six": s(6)})
    save("spelt_hardswish_clip", [N("Add", "x three", "a"), N("Clip", "a l six", "c"), N("Mul", "x c", "m"), N("Div", "m six")], x, {"three": s(3), "l": s(0), "six": s(6)})
    save("spelt_hardswish_div_first", [N("Add", "three x", "a"), N("Clip", "a l six", "c"), N("Div", "c six", "d"), N("Mul", "d x")], x, {"three": s(3), "l": s(0), "six": s(6)})
    save("spelt_hardswish_sigmoid", [N("HardSigmoid", "x", "h", alpha=1 / 6), N("Mul", "x h")], x)
    half, one_, root = {"half": s(0.5)}, {"one": s(1)}, {"root": s(2**0.5)}
    save("spelt_gelu", [N("Div", "x root", "d"), N("Erf", "d", "e"), N("Add", "e one", "a"), N("Mul", "x a", "m"), N("Mul", "m half")], x, half | one_ | root)
    save("spelt_gelu_half_first", [N("Mul", "x half", "h"), N("Mul", "x inv", "d"), N("Erf", "d", "e"), N("Add", "one e", "a"), N("Mul", "h a")], x, half | one_ | {"inv": s(0.5**0.5)})
    save("spelt_gelu_half_second", [N("Div", "x root", "d"), N("Erf", "d", "e"), N("Add", "e one", "a"), N("Mul", "half a", "h"), N("Mul", "x h")], x, half | one_ | root)
    save("spelt_gelu_tanh_pow", [N("Pow", "x three", "p"), N("Mul", "p k", "q"), N("Add", "x q", "r"), N("Mul", "r c", "s"), N("Tanh", "s", "t"), N("Add", "t one", "u"), N("Mul", "x half", "h"), N("Mul", "h u")],
         x, half | one_ | {"three": s(3), "k": s(0.044715), "c": s((2 / np.pi) ** 0.5)})
    save("spelt_gelu_tanh_mul", [N("Mul", "x x", "x2"), N("Mul", "x2 x", "p"), N("Mul", "k p", "q"), N("Add", "q x", "r"), N("Mul", "c r", "s"), N("Tanh", "s", "t"), N("Add", "one t", "u"), N("Mul", "half x", "h"), N("Mul", "u h")],
         x, half | one_ | {"k": s(0.044715), "c": s((2 / np.pi) ** 0.5)})
    t = {"x": f(2, 3, 8)}
    ln = {"two": s(2), "eps": s(1e-3), "g": f(8), "b": f(8)}
    norm = [N("ReduceMean", "x", "m", axes=[-1]), N("Sub", "x m", "d"), N("Pow", "d two", "p"), N("ReduceMean", "p", "v", axes=[-1]), N("Add", "v eps", "a"), N("Sqrt", "a", "r"), N("Div", "d r", "q")]
    save("spelt_layernorm", norm + [N("Mul", "q g", "s"), N("Add", "s b")], t, ln, opset=11)
    save("spelt_layernorm_mulsquare", [N("ReduceMean", "x", "m", axes=[-1]), N("Sub", "x m", "d"), N("Mul", "d d", "p"), N("ReduceMean", "p", "v", axes=[-1]), N("Add", "eps v", "a"), N("Sqrt", "a", "r"), N("Div", "d r", "q"), N("Mul", "g q", "s"), N("Add", "b s")], t, ln, opset=11)
    save("spelt_layernorm_bare", norm[:-1] + [N("Div", "d r")], t, {"two": s(2), "eps": s(1e-3)}, opset=11)
    qkv, c = {"q": f(2, 3, 5, 4), "k": f(2, 3, 6, 4), "v": f(2, 3, 6, 7)}, {"c": s(0.5)}
    turn = N("Transpose", "k", "t", perm=[0, 1, 3, 2])
    save("spelt_attention", [turn, N("MatMul", "q t", "m"), N("Mul", "m c", "d"), N("Softmax", "d", "p", axis=-1), N("MatMul", "p v")], qkv, c)
    save("spelt_attention_shared", [N("Mul", "q c", "a"), turn, N("Mul", "t c", "b"), N("MatMul", "a b", "m"), N("Softmax", "m", "p", axis=-1), N("MatMul", "p v")], qkv, c)
    save("spelt_attention_joined", [N("Reshape", "k s3", "k3"), N("Transpose", "k3", "t3", perm=[0, 2, 1]), N("Reshape", "t3 s4", "t"), N("MatMul", "q t", "m"), N("Softmax", "m", "p", axis=-1), N("MatMul", "p v")], qkv, {"s3": i(-1, 6, 4), "s4": i(2, 3, 4, 6)})
    save("spelt_attention_masked", [turn, N("MatMul", "q t", "m"), N("Add", "m c", "d"), N("Softmax", "d", "p", axis=-1), N("MatMul", "p v")], qkv, {"c": f(5, 6)})
    save("layernorm_of_another", [N("Relu", "x", "z"), N("ReduceMean", "z", "m", axes=[-1])] + norm[1:], t, {"two": s(2), "eps": s(1e-3)}, out="q", opset=11)
    w = {"w": f(4, 3, 3, 3), "c": f(4), "s": f(4), "b": f(4), "m": f(4), "v": pos(4)}
    bn = N("BatchNormalization", "z s b m v")
    save("conv_norm", [N("Conv", "x w c", "z"), bn], x, w)
    save("conv_norm_relu", [N("Conv", "x w", "z"), N("BatchNormalization", "z s b m v", "q"), N("Relu", "q")], x, {k: v for k, v in w.items() if k != "c"})
    save("conv_norm_tapped", [N("Conv", "x w c", "z"), bn], x, w, out="z y")
    save("conv_relu_tapped", [N("Conv", "x w", "z"), N("Relu", "z", "y"), N("Sigmoid", "z", "q")], x, {"w": w["w"]}, out="y q")
    save("depthwise_norm", [N("Conv", "x w", "z", group=3), N("BatchNormalization", "z s b m v", "q"), N("Clip", "q l h")], x, {"w": f(3, 1, 3, 3), "s": f(3), "b": f(3), "m": f(3), "v": pos(3), "l": s(0), "h": s(6)})
    save("conv_scale_shift", [N("Conv", "x w c", "z"), N("Mul", "z g", "q"), N("Add", "q h")], x, w | {"g": f(1, 4, 1, 1), "h": f(4, 1, 1)})
    save("gemm_norm", [N("Gemm", "a w b", "z", transB=1), N("BatchNormalization", "z s b2 m v", "q"), N("Relu", "q")], {"a": f(3, 5)}, {"w": f(4, 5), "b": f(4), "s": f(4), "b2": f(4), "m": f(4), "v": pos(4)})
    save("matmul_bias_gelu", [N("MatMul", "a w", "z"), N("Add", "b z", "q"), N("Div", "q root", "d"), N("Erf", "d", "e"), N("Add", "e one", "u"), N("Mul", "q u", "m"), N("Mul", "m half")], {"a": f(2, 3, 5)}, {"w": f(5, 4), "b": f(4)} | half | one_ | root)
    save("matmul_bias_scale", [N("MatMul", "a w", "z"), N("Add", "b z", "q"), N("Mul", "q g")], {"a": f(2, 3, 5)}, {"w": f(5, 4), "b": f(4), "g": f(4)})
    save("pad_conv", [N("Pad", "x p", "z"), N("Conv", "z w", strides=[2, 2], pads=[0, 0, 1, 0])], x, {"p": i(0, 0, 0, 1, 0, 0, 1, 2), "w": w["w"]})
    save("pad_conv_ones", [N("Pad", "x p o", "z"), N("Conv", "z w")], x, {"p": i(0, 0, 1, 1, 0, 0, 1, 1), "o": s(1), "w": w["w"]})
    save("pad_maxpool", [N("Pad", "x p o", "z"), N("MaxPool", "z", kernel_shape=[3, 3], strides=[2, 2])], x, {"p": i(0, 0, 0, 0, 0, 0, 1, 1), "o": s(-np.inf)})
    save("pad_maxpool_zeros", [N("Pad", "x p", "z"), N("MaxPool", "z", kernel_shape=[3, 3], strides=[2, 2])], x, {"p": i(0, 0, 0, 0, 0, 0, 1, 1)})
    save("pad_relu_maxpool", [N("Relu", "x", "r"), N("Pad", "r p", "z"), N("MaxPool", "z", kernel_shape=[3, 3], strides=[2, 2])], x, {"p": i(0, 0, 0, 0, 0, 0, 1, 1)})
    save("pad_avgpool", [N("Pad", "x p", "z"), N("AveragePool", "z", kernel_shape=[3, 3], strides=[2, 2])], x, {"p": i(0, 0, 1, 1, 0, 0, 1, 1)})
    save("flatten_by_shape", [N("Shape", "x", "s"), N("Gather", "s zero", "n"), N("Unsqueeze", "n zero1", "u"), N("Concat", "u rest", "t", axis=0), N("Reshape", "x t")],
         x, {"zero": np.array(0), "zero1": i(0), "rest": i(-1)}, dims={"x": ["N", 3, "H", "W"]})
    save("half_size_by_shape", [N("Shape", "x", "s"), N("Slice", "s two four zero1", "hw"), N("Mul", "hw twos", "d"), N("Slice", "s zero1 two zero1", "nc"), N("Concat", "nc d", "t", axis=0), N("Resize", "x - - t", mode="nearest")],
         x, {"two": i(2), "four": i(4), "zero1": i(0), "twos": i(2, 2)}, dims={"x": ["N", 3, "H", "W"]})


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for old in HERE.glob("*.onnx"):
        old.unlink()
    for group in (windows, norms, activations, elementwise, products, reduces, shapes, resizes, types, spellings):
        group()
