import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"
import { afterEach, expect, it } from "vitest"
import { runChecks } from "./check.ts"
import { doors } from "./doors.ts"

const open: Array<() => void> = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

interface Said {
  readonly status: number
  /** As the API refuses. */
  readonly detail?: string
}

/** A host that answers as it is told. */
const host = async (answerTo: (request: IncomingMessage) => Said): Promise<string> => {
  const server = createServer((request, response) => {
    const { detail, status } = answerTo(request)
    if (detail === undefined) return void response.writeHead(status).end()
    response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify({ detail }))
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  open.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const isAlert = ({ url = "" }: IncomingMessage) => url.includes("/webhooks/")
const byTheApi = { status: 401, detail: "This webhook address is not valid." }
const site = (request: IncomingMessage): Said =>
  isAlert(request) ? byTheApi : { status: request.url?.endsWith("/me") === true ? 401 : 200 }
const shut = (): Said => ({ status: 401 })

const ask = async (
  atSite: (request: IncomingMessage) => Said,
  atFunctions: ((request: IncomingMessage) => Said) | string
) => {
  const functions = typeof atFunctions === "string" ? atFunctions : await host(atFunctions)
  return Effect.runPromise(runChecks(doors({ site: await host(atSite), functions }), 0, () => undefined))
}

it("a deployment where the functions let nobody in but the site is right", async () => {
  expect(await ask(site, shut)).toEqual([])
})

it("functions that believe a header anybody can write are told", async () => {
  const believing = ({ headers }: IncomingMessage) => ({
    status: headers["x-ms-client-principal"] === undefined ? 401 : 200
  })
  expect(await ask(site, believing)).toEqual(["a forged sign-in is refused by the functions' own host"])
})

it("functions that take alerts past the site are told, though they refuse this one", async () => {
  expect(await ask(site, (request) => (isAlert(request) ? byTheApi : shut()))).toEqual([
    "an alert gets in through the site alone"
  ])
})

it("a site that asks alerts for a sign-in is told", async () => {
  expect(await ask((request) => (isAlert(request) ? shut() : site(request)), shut)).toEqual([
    "an alert reaches the API without a sign-in, which knows no such token"
  ])
})

it("a host that isn't there is told", async () => {
  expect((await ask(site, "http://127.0.0.1:1")).length).toBe(2)
})

it.each([
  ["refuses whoever comes past Front Door", 403, []],
  ["answers them", 200, ["the site's own host answers nobody past Front Door"]],
  ["fails them", 503, ["the site's own host answers nobody past Front Door"]]
])("a site whose own host %s is told for that alone", async (_, status, wrong) => {
  const deployed = { site: await host(site), functions: await host(shut), origin: await host(() => ({ status })) }
  expect(await Effect.runPromise(runChecks(doors(deployed), 0, () => undefined))).toEqual(wrong)
})
