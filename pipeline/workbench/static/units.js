// Offsets of the store count code points, a browser's strings count UTF-16 units; they differ only where a text holds emoji and the like.

/**
 * @param {string} text
 * @returns {{unit: (point: number) => number, point: (unit: number) => number}}
 */
export function measure(text) {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) {
    const within = (at) => Math.max(0, Math.min(at, text.length));
    return { unit: within, point: within };
  }
  const starts = [];
  let unit = 0;
  for (const char of text) {
    starts.push(unit);
    unit += char.length;
  }
  starts.push(unit);
  return { unit: (point) => starts[Math.min(point, starts.length - 1)], point: (at) => firstNotBelow(starts, at) };
}

/** Index of the first number that is not below the wanted one, in a rising list. */
export function firstNotBelow(numbers, wanted) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
