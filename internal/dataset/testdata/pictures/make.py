"""Writes the picture files that the tests read, and expected.json: what Pillow and NumPy say
they show. Run in this folder: python3 make.py. Needs Pillow and numpy.
"""

import json
import pathlib

import numpy as np
from PIL import Image, ImageOps

here = pathlib.Path(__file__).parent
H, W = 5, 7  # of the pictures as they are shown or stored
expected = {}


def seen(name, array, near=0, **more):
    """Says what a file shows: (H, W) grey or (H, W, 3) coloured values."""
    array = np.asarray(array)
    expected[name] = {"height": array.shape[0], "width": array.shape[1], "channels": 3 if array.ndim == 3 else 1,
                      "near": near, "pixels": array.astype(int).ravel().tolist(), **more}


def write(name, img, **options):
    img.save(here / name, **options)


y, x = np.mgrid[0:H, 0:W]
grey = (y * 40 + x * 11 + 3).astype("u1")
rgb = np.stack([y * 50 + x, 255 - x * 30, (y * x * 9) % 256], axis=2).astype("u1")
smooth = np.stack([y * 20 + 60, x * 15 + 40, 150 - y * 10], axis=2).astype("u1")  # for lossy formats

# Each format as it usually comes.
for name, options in {"png": {}, "bmp": {}, "tif": {"compression": "tiff_lzw"}, "webp": {"lossless": True, "exact": True}}.items():
    write("rgb." + name, Image.fromarray(rgb), **options)
    seen("rgb." + name, rgb)
    if name != "webp":
        write("grey." + name, Image.fromarray(grey), **options)
        seen("grey." + name, grey)
for name, options in {"raw.tif": {}, "deflate.tif": {"compression": "tiff_adobe_deflate"}, "packbits.tif": {"compression": "packbits"}}.items():
    write(name, Image.fromarray(rgb), **options)
    seen(name, rgb)
write("palette.png", Image.fromarray(rgb).quantize(64))
seen("palette.png", Image.open(here / "palette.png").convert("RGB"))
write("bits.png", Image.fromarray(grey > 100))
seen("bits.png", (grey > 100) * 255)

# Lossy ones, to within rounding of their transforms. Chroma is not halved.
write("grey.jpg", Image.fromarray(grey), quality=90)
seen("grey.jpg", Image.open(here / "grey.jpg"), near=1)
write("rgb.jpg", Image.fromarray(smooth), quality=95, subsampling=0)
seen("rgb.jpg", Image.open(here / "rgb.jpg"), near=2)
write("progressive.jpg", Image.fromarray(smooth), quality=95, subsampling=0, progressive=True)
seen("progressive.jpg", Image.open(here / "progressive.jpg"), near=2)
write("cmyk.jpg", Image.fromarray(smooth).convert("CMYK"), quality=95)
seen("cmyk.jpg", Image.open(here / "cmyk.jpg").convert("RGB"), near=2)

# The eight orientations, in every format that has them.
for o in range(1, 9):
    exif = Image.Exif()
    exif[274] = o
    for name, options in {f"turned{o}.png": {}, f"turned{o}.tif": {}, f"turned{o}.jpg": {"quality": 95}, f"turned{o}.webp": {"lossless": True}}.items():
        src = rgb if name.endswith("webp") else grey
        write(name, Image.fromarray(src), exif=exif.tobytes() if name.endswith("webp") else exif, **options)
        # Pillow 13 garbles turned TIFF files that it maps into memory; the PNG has the same pixels.
        turned = ImageOps.exif_transpose(Image.open(here / name.replace(".tif", ".png")))
        seen(name, turned.convert("RGB" if name.endswith("webp") else "L"), near=2 if name.endswith("jpg") else 0, turned=o > 1)
# Big-endian, as many a camera writes it.
big = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
write("turned6big.jpg", Image.fromarray(grey), quality=95, exif=big)
seen("turned6big.jpg", ImageOps.exif_transpose(Image.open(here / "turned6big.jpg")), near=2, turned=True)

# Opacity: over white, by the formula, rounded.
alpha = ((y * 60 + x * 13) % 256).astype("u1")


def on_white(c, a):
    c, a = c.astype(float), a.astype(float)
    if c.ndim == 3:
        a = a[..., None]
    return np.floor((c * a + 255 * (255 - a)) / 255 + 0.5)


rgba = np.dstack([rgb, alpha])
for name, options in {"alpha.png": {}, "alpha.tif": {}, "alpha.webp": {"lossless": True, "exact": True}}.items():
    write(name, Image.fromarray(rgba), **options)
    seen(name, on_white(rgb, alpha), transparent=True)
write("opaque.png", Image.fromarray(np.dstack([rgb, np.full_like(alpha, 255)])))
seen("opaque.png", rgb)
write("greyalpha.png", Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)]))
seen("greyalpha.png", on_white(grey, alpha), transparent=True)
write("clear.png", Image.fromarray(rgb).quantize(16), transparency=0)
clear = np.asarray(Image.open(here / "clear.png").convert("RGBA"))
seen("clear.png", on_white(clear[..., :3], clear[..., 3]), transparent=True)

# 16 bits: v/257, rounded. Every rounding is there.
deep = ((np.arange(H * W) * 1873) % 65536).astype("u2").reshape(H, W)
deep[0, :4] = [128, 129, 65535, 65407]
for name in ["deep.png", "deep.tif"]:
    write(name, Image.fromarray(deep))
    seen(name, np.floor(deep / 257 + 0.5), deep=True, most=65535)
write("dark.png", Image.fromarray(deep // 16))
seen("dark.png", np.floor((deep // 16) / 257 + 0.5), deep=True, most=4095)

# Several pages, and one page with a thumbnail.
Image.fromarray(grey).save(here / "pages.tif", save_all=True, append_images=[Image.fromarray(grey[::-1])])
seen("pages.tif", grey, pages=True)
from PIL import TiffImagePlugin
thumb = TiffImagePlugin.ImageFileDirectory_v2()
thumb[254] = 1
second = Image.fromarray(grey[::2, ::2].copy())
second.encoderinfo = {"tiffinfo": thumb}
Image.fromarray(grey).save(here / "thumbnail.tif", save_all=True, append_images=[second])
seen("thumbnail.tif", grey)

# What is named and not read.
write("still.gif", Image.fromarray(grey))
write("moves.webp", Image.fromarray(rgb), save_all=True, append_images=[Image.fromarray(rgb[::-1])], lossless=True)

(here / "expected.json").write_text(json.dumps(expected) + "\n")
