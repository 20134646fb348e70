import type { TastytradeAddresses } from "@tradetower/execution/tastytrade"

/** Where the stand-in plays tastytrade. */
export const standInAddresses = (url: string): TastytradeAddresses => {
  const { host } = new URL(url)
  const at = (place: string) => ({
    rest: `${url}/${place}`,
    stream: `ws://${host}/${place}`,
    version: "20261012"
  })
  return { trading: { PAPER: at("cert"), LIVE: at("live") }, quotes: host }
}
