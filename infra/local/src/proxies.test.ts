import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { coinbaseReachable, coinbaseVenue, paperInstruments, SIMULATED, wantedOf } from "@tradetower/execution"
import { hearProxies } from "./proxies.ts"

it("prices are asked for through the proxy, over HTTP and over the feed's socket, but for what needs none", async () => {
  const asked: Array<string> = []
  // It turns everyone away: whom they wanted is what counts.
  const proxy = createServer().on("connect", ({ url }, socket) => {
    asked.push(url ?? "")
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
  })
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", () => listening()))
  hearProxies({
    HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    NO_PROXY: "127.0.0.1,.near.invalid"
  })
  const at = (host: string) => ({ rest: `https://rest.${host}`, feed: `wss://feed.${host}` })
  for (const host of ["far.invalid", "near.invalid"]) {
    expect(await Effect.runPromise(coinbaseReachable(at(host)))).toBe(false)
    const { prices } = coinbaseVenue(at(host))
    const listening = Effect.flatMap(wantedOf(paperInstruments(SIMULATED)), (wanted) => Stream.runDrain(prices(wanted)))
    await Effect.runPromise(Effect.flip(listening))
  }
  proxy.close()
  expect([...new Set(asked)].sort()).toEqual(["feed.far.invalid:443", "rest.far.invalid:443"])
})

it("an address that is none is refused, with what would do", () => {
  expect(() => hearProxies({ HTTPS_PROXY: "not an address" })).toThrow("http://proxy.example:3128")
})
