// What figures share: a width that follows the page, so that letters keep their shape, and steps of an axis.

import { useLayoutEffect, useRef, useState } from "/assets/vendor/preact-htm.js";

// useWidth is a ref for an element and its width in pixels.
export function useWidth() {
  const ref = useRef(null);
  const [width, setWidth] = useState(800);
  useLayoutEffect(() => {
    const look = new ResizeObserver(([e]) => setWidth(Math.max(240, Math.round(e.contentRect.width))));
    look.observe(ref.current);
    return () => look.disconnect();
  }, []);
  return [ref, width];
}

// steps are round values from low to high, some four.
export function steps(low, high) {
  const raw = (high - low) / 4 || 1;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * ten).find((s) => s >= raw * 0.999);
  const list = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) list.push(i * step || 0); // no -0
  return list;
}
