import { generateKeyPairSync } from "node:crypto"
import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { keyIn } from "./key-fields.ts"

const name = "organizations/0a1b/apiKeys/2c3d"
const id = "2c3d-4e5f"
const pem = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  .privateKey.export({ format: "pem", type: "sec1" })
  .toString()
const seed = generateKeyPairSync("ed25519")
  .privateKey.export({ format: "der", type: "pkcs8" })
  .subarray(16)
  .toString("base64")
const file = JSON.stringify({ name, privateKey: pem }, undefined, 2)
const newer = JSON.stringify({ id, privateKey: seed })

it.effect.each<readonly [string, string, string, string, string]>([
  ["part by part", name, pem, name, "ES256"],
  [
    "with the quotes and the comma of its file",
    `"${name}",`,
    ` "${pem.replaceAll("\n", String.raw`\n`)}" `,
    name,
    "ES256"
  ],
  ["as its whole file behind its name", name, file, name, "ES256"],
  ["as its whole file in both fields", file, file, name, "ES256"],
  ["as its whole file in the first field", file, "as in the file", name, "ES256"],
  ["as the file of a newer key", newer, newer, id, "EdDSA"]
])("a key is read %s", ([_, first, second, named, algorithm]) =>
  Effect.gen(function* () {
    const read = yield* keyIn(Redacted.make({ name: first, privateKey: second }))
    expect(read).toMatchObject({ name: named, algorithm })
  })
)

it.effect("a file without a key in it is none", () =>
  Effect.gen(function* () {
    const { message } = yield* Effect.flip(keyIn(Redacted.make({ name, privateKey: JSON.stringify({ name }) })))
    expect(message).toContain("the private key can't be read")
  })
)
