/*
 * A class of a company's shares is `BRK.B` here. Brokers put other marks between: `/` at tastytrade and dxFeed, a space at
 * Interactive Brokers, a dot at Alpaca.
 */

/** What a US share may be called, here. */
export const isTicker = (symbol: string): boolean => /^[A-Z]{1,6}(\.[A-Z]{1,3})?$/.test(symbol)

/** `("BRK.B", "/")` → `"BRK/B"` */
export const withMark = (symbol: string, mark: string): string => symbol.replace(".", mark)

/** `("BRK/B", "/")` → `"BRK.B"` */
export const withoutMark = (theirs: string, mark: string): string => theirs.replace(mark, ".")
