// Package label says where a person sees the defect of a part: boxes and strokes of a brush on its picture, and the
// mask that they make. It knows no pictures and no store.
package label
