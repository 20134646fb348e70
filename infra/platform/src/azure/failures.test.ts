import { expect, it } from "vitest"
import { failureOf } from "./failures.ts"

it.each([
  ["too much at once", { statusCode: 429 }, true],
  ["too much at once, as Cosmos says it", { code: 429 }, true],
  ["the service's own trouble", { statusCode: 503, code: "ServiceUnavailable" }, true],
  ["took too long", { code: 408 }, true],
  ["nobody answered", { code: "ECONNREFUSED" }, true],
  ["a bus that would take it later", { code: "ServiceBusy", retryable: true }, true],
  ["nobody answered, as AMQP's SDK says it", { code: "ECONNREFUSED", retryable: false }, true],
  ["a connection that was reset", { code: "ECONNRESET", retryable: false }, true],
  ["no role on a bus yet", { code: "UnauthorizedAccess", retryable: false }, true],
  ["no role yet", { statusCode: 403, code: "Forbidden" }, true],
  ["no identity yet", { statusCode: 401 }, true],
  ["no token for the identity yet", { name: "AuthenticationError", statusCode: 400 }, true],
  ["a bad request", { statusCode: 400 }, false]
])("what may be asked again: %s", (_, error, retryable) => {
  expect(failureOf("Cosmos DB", error).retryable).toBe(retryable)
})

it.each([
  ["a token", { name: "AuthenticationError", statusCode: 400 }, "identity is assigned"],
  ["an identity", { name: "CredentialUnavailableError" }, "identity is assigned"],
  ["a role", { name: "MessagingError", code: "UnauthorizedAccess" }, "its role"]
])("says what to do where nothing answered for want of %s", (_, error, advice) => {
  const failure = failureOf("Service Bus", error)
  expect(failure).toMatchObject({ status: undefined, retryable: true })
  expect(failure.message).toContain(advice)
})

it.each([
  [
    "Service Bus",
    { code: "MessagingEntityNotFound" },
    "has no such topic, subscription or hub: see that it was deployed"
  ],
  ["Event Hubs", { name: "MessagingEntityNotFoundError" }, "has no such topic, subscription or hub"],
  [
    "Blob Storage",
    { statusCode: 404, code: "ContainerNotFound" },
    "the container of blobs is missing: see that it was deployed"
  ],
  ["Web PubSub", { code: "ENOTFOUND" }, "nobody answers there: see that its address is right"],
  ["Key Vault", { statusCode: 403, code: "Forbidden" }, "its role there (Key Vault Secrets Officer)"],
  ["Cosmos DB", { code: 403 }, "its role there (Cosmos DB Built-in Data Contributor)"]
])("says of %s what is missing, and what would work", (service, error, said) => {
  expect(failureOf(service, error).message).toContain(said)
})

it("tells the service's word for it and what to do, and nothing of the SDK's text", () => {
  const error = Object.assign(new Error("PUT https://tower.vault.azure.net/secrets/key hunter2"), {
    statusCode: 403,
    code: "Forbidden"
  })
  const { message } = failureOf("Key Vault", error)
  expect(message).toContain("Key Vault answered 403 (Forbidden)")
  expect(message).toContain("role")
  expect(message).not.toContain("hunter2")
  expect(failureOf("Key Vault", Object.assign(new Error("hunter2"), { code: "hunter2 in it" })).message).toBe(
    "Key Vault could not be asked"
  )
})
