/** Where the stand-in is in place of Alpaca's own hosts. */
export const standInAddresses = (url: string) => {
  const ws = url.replace(/^http/, "ws")
  return {
    trading: {
      PAPER: { rest: `${url}/paper`, stream: `${ws}/paper/stream` },
      LIVE: { rest: `${url}/live`, stream: `${ws}/live/stream` }
    },
    data: { rest: `${url}/data`, stream: `${ws}/data` }
  }
}
