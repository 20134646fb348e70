const ZERO = 48

/** A text without the zeros it ends in. Each is looked at once, however many stand elsewhere in it. */
export const withoutTrailingZeros = (digits: string): string => {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === ZERO) end--
  return digits.slice(0, end)
}
