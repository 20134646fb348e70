import { ManagedRuntime } from "effect"
import { afterAll, expect, it } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { everySubscription } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { type FunctionsApp, register } from "./functions.ts"

const runtime = ManagedRuntime.make(embeddedPlatformForTests())
afterAll(() => runtime.dispose())

/** What listens to which subscription. */
const listening = (...own: ReadonlyArray<string>): ReadonlyArray<string> => {
  const found: Array<string> = []
  const app: FunctionsApp = {
    setup: () => undefined,
    http: () => undefined,
    timer: () => undefined,
    serviceBusTopic: (name, { isSessionsEnabled, subscriptionName, topicName }) =>
      void found.push(`${name}: ${topicName}/${subscriptionName}${isSessionsEnabled === true ? ", by sessions" : ""}`),
    // Only the one hook the app uses.
    hook: { appTerminate: () => undefined } as unknown as FunctionsApp["hook"]
  }
  register(app, runtime, {
    subscriptions: everySubscription(own.map((tenant) => ({ tenantId: TenantId.make(tenant), leaving: false })))
  })
  return found
}

it("the engine listens to commands and signals, and to those of tenants with subscriptions of their own apart", () => {
  const shared = [
    "engine-commands: bot-commands/engine, by sessions",
    "engine-signals: signal-events/engine, by sessions"
  ]
  expect(listening()).toEqual(shared)
  expect(listening("ada").toSorted()).toEqual(
    [
      ...shared,
      "engine-commands-ada: bot-commands/engine-ada, by sessions",
      "engine-signals-ada: signal-events/engine-ada, by sessions"
    ].toSorted()
  )
})
