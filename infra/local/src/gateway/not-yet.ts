import type { IncomingMessage, ServerResponse } from "node:http"
import { type Dress, loginPolicy, plainPage } from "./login-page.ts"
import { problem } from "./problem.ts"

/** What a start waits for first, where that may take seconds. */
export type WaitsFor = "PRICES" | undefined

const words = (waitsFor: WaitsFor): string =>
  waitsFor === "PRICES"
    ? "It looks for live prices, for a few seconds at the most; without them its market is simulated."
    : "It takes a moment."

/** Health while nothing but the gateway is up. */
export const startingHealth = (response: ServerResponse, waitsFor: WaitsFor): void => {
  response.writeHead(503, { "content-type": "application/json", "cache-control": "no-store", "retry-after": "1" })
  response.end(JSON.stringify({ status: "starting", ...(waitsFor === "PRICES" && { prices: "looking" }) }))
}

/** Says that all will be there in a moment: to a program as a problem, to who looks at pages on one that asks again. */
export const notYet = (incoming: IncomingMessage, response: ServerResponse, waitsFor: WaitsFor, dress: Dress): void => {
  response.setHeader("retry-after", "1")
  const reads = incoming.method === "GET" && incoming.headers.accept?.includes("text/html") === true
  if (!reads)
    return problem(response, 503, "Starting", `TradingTower is starting. ${words(waitsFor)} Ask again after a second.`)
  response.statusCode = 503
  response.setHeader("content-type", "text/html; charset=utf-8")
  response.setHeader("cache-control", "no-store")
  response.setHeader("content-security-policy", loginPolicy(dress))
  response.end(
    plainPage(
      "TradingTower is starting",
      dress,
      `<p role="status">${words(waitsFor)} This page goes on by itself.</p>`,
      '<meta http-equiv="refresh" content="1">\n'
    )
  )
}
