import { randomUUID } from "node:crypto"
import { request } from "node:http"
import { createRequire } from "node:module"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import type * as azureFunctions from "@azure/functions"
import { ManagedRuntime } from "effect"
import { register } from "@tradetower/api/functions"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { collect, invocationModel, type Registrations, streamAddress, type TypedData } from "./core.ts"

/**
 * The API in the library's own hands, as in the Functions worker: a request goes to the library's address, beside an
 * invocation that names it. What it is made into, and the answer, are the library's conversions, not this host's.
 */
// A copy of its own, because asking where it streams ends what can be set up, for whoever else has systems in this process.
const require = createRequire(import.meta.url)
const library = require.resolve("@azure/functions")
const shared = require.cache[library]
delete require.cache[library]
const { app } = require(library) as Pick<typeof azureFunctions, "app">
require.cache[library] = shared
const runtime = ManagedRuntime.make(embeddedPlatformForTests())
let registered: Registrations
let address: string
beforeAll(async () => {
  registered = await collect(
    () => register(app, runtime),
    () => undefined
  )
  address = await streamAddress()
})
afterAll(async () => {
  await registered.hooks.appTerminate[0]?.({})
  await runtime.dispose()
})

const json = (value: unknown): TypedData => ({ json: JSON.stringify(value) })

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Has a function answer a request as the Functions host does. */
const ask = async (name: string, { body, headers = {}, method, parameters = {}, path }: Asked) => {
  const registration = registered.functions.find((each) => each.name === name)
  if (registration === undefined) throw new Error(`no function ${name}`)
  const { bindings, handler } = registration
  const invocationId = randomUUID()
  const answered = new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
    const forwarded = { "x-ms-invocation-id": invocationId, "x-forwarded-host": "f.test", "x-forwarded-proto": "https" }
    const call = request(new URL(path, address), { method, headers: { ...headers, ...forwarded } }, (response) => {
      text(response).then((all) => resolve({ status: response.statusCode, text: all }), reject)
    })
    call.once("error", reject)
    call.end(body)
  })
  const strings = Object.entries(parameters).map(([key, string]) => [key, { string }] as const)
  const model = invocationModel({
    invocationId,
    metadata: { name, bindings },
    request: {
      invocationId,
      inputData: [{ name: Object.keys(bindings)[0] ?? "", data: { http: {} } }],
      triggerMetadata: { Headers: json(headers), Query: json({}), ...Object.fromEntries(strings) }
    },
    log: () => undefined
  })
  const { context, inputs } = await model.getArguments()
  await model.getResponse(context, await model.invokeFunction(context, inputs, handler))
  return answered
}

const principal = { identityProvider: "local", userId: "ada", userDetails: "Ada", userRoles: ["authenticated"] }
const signedIn = { "x-ms-client-principal": Buffer.from(JSON.stringify(principal)).toString("base64") }

it("answers what is asked over the library's streams, with a body and without, also without a principal", async () => {
  expect(await ask("api", { method: "GET", path: "/api/v1/health" })).toMatchObject({ status: 200 })
  expect(await ask("api", { method: "GET", path: "/api/v1/me" })).toMatchObject({ status: 401 })
  const me = await ask("api", { method: "GET", path: "/api/v1/me", headers: signedIn })
  expect([me.status, JSON.parse(me.text)]).toMatchObject([200, { name: "Ada" }])
  const asJson = { ...signedIn, "content-type": "application/json" }
  const refused = await ask("api", { method: "POST", path: "/api/v1/bots", headers: asJson, body: '{"name":1}' })
  expect([refused.status, JSON.parse(refused.text)]).toMatchObject([400, { title: expect.any(String) as string }])
})

it("takes an alert by the token in its path", async () => {
  const alert = { method: "POST", path: "/api/v1/webhooks/tradingview/x.y", parameters: { token: "x.y" } }
  const answer = await ask("webhook", { ...alert, body: '{"action":"BUY"}' })
  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([401, { status: 401 }])
})
