import { Schema } from "effect"
import { expect, it } from "vitest"
import { Notifications } from "./notifications.ts"

it("one of before its kind was kept is read as the system's", () => {
  const before = { id: "a", tenantId: "ada", at: 1, severity: "INFO", text: "Told.", read: false }
  expect(Schema.decodeUnknownSync(Notifications.schema)(before)).toMatchObject({ kind: "SYSTEM" })
})
