/** A pair's name, or a text that is to find one, however it separates base from quote: `btc/usd` and `BTC-USD` are `BTCUSD`. */
export const bareName = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9.]/g, "")
