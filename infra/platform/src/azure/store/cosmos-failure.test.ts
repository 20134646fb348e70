import { expect, it } from "vitest"
import { CosmosFailure } from "./cosmos-failure.ts"

it.each([
  ["no role yet", { code: 403 }, true, "role"],
  ["a region that takes no writes just now", { code: 403, substatus: 3 }, true, "role"],
  ["a key with all it can hold", { code: 403, substatus: 1014 }, false, "20 GB"],
  ["a replica that is behind", { code: 404, substatus: 1002 }, true, "1002"],
  ["a container that is missing", { code: 404, substatus: 1003 }, false, "has no container Orders in the database"]
])("what may be asked again of a container: %s", (_, error, retryable, text) => {
  const { unavailable } = new CosmosFailure("Orders", "create", error)
  expect(unavailable.retryable).toBe(retryable)
  expect(unavailable.message).toContain(text)
})
