import { expect, it } from "@effect/vitest"
import { firstIdOf, incomingOf } from "./incoming.ts"

const from = { topic: "bot-commands", subscription: "engine" } as const
const metadata = {
  messageId: "m",
  deliveryCount: 2,
  enqueuedTimeUtc: "2026-01-02T03:04:05.006Z",
  applicationProperties: { tenantId: "ada" }
}

it("reads a message as the worker hands it over, also one whose ids look like numbers", () => {
  expect(incomingOf(from, { n: 1 }, { triggerMetadata: { ...metadata, messageId: 12, sessionId: true } })).toEqual({
    ...from,
    messageId: "12",
    sessionId: "true",
    subject: "",
    body: { n: 1 },
    properties: { tenantId: "ada" },
    deliveryCount: 2,
    enqueuedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 6)
  })
})

it("knows a message that was put back by the id it had first", () => {
  const again = { ...metadata, messageId: "m:retry", applicationProperties: { first_message_id: "m" } }
  expect(firstIdOf(incomingOf(from, {}, { triggerMetadata: again }))).toBe("m")
  expect(firstIdOf(incomingOf(from, {}, { triggerMetadata: metadata }))).toBe("m")
})

it("refuses what the worker does not tell all of", () => {
  expect(() => incomingOf(from, {}, { triggerMetadata: { messageId: "m" } })).toThrow("deliveryCount")
})
