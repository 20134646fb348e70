import { resolve } from "node:path"
import { expect, it } from "vitest"
import { secretsIn, secretsUnder } from "./secrets-in.ts"

const root = resolve(import.meta.dirname, "..")
/** In pieces, so that these samples are not found. */
const joined = (...pieces: ReadonlyArray<string>) => pieces.join("")
const base64 = (length: number) => "aB3+".repeat(length / 4)

it("knows a secret by its looks", () => {
  const key = `${base64(84)}aa==`
  const samples: Readonly<Record<string, string>> = {
    "a connection string with its key": `DefaultEndpointsProtocol=https;AccountKey=${base64(40)}`,
    "a key of Cosmos DB or Storage": `key: "${key}"`,
    "a shared access signature": `https://a.blob.core.windows.net/b?sv=1&sig=${"a%2".repeat(12)}`,
    "a token": ["eyJ" + "a".repeat(30), "eyJ" + "b".repeat(30), "c".repeat(30)].join("."),
    "a private key": joined("-----BEGIN PRIVATE", " KEY-----\n", base64(64)),
    "a client secret of Entra ID": joined("abc8", "Q~", "d".repeat(34)),
    "a token of GitHub, npm or AWS": joined("ghp", "_", "e".repeat(36)),
    "a key that a template reads": joined("cosmos.list", "Keys().primaryMasterKey")
  }
  for (const [what, text] of Object.entries(samples)) expect(secretsIn(text), what).toContain(what)
  expect(secretsIn(`"integrity": "sha512-${key}"`)).toEqual([])
})

it("no code, setting, template or recorded answer holds a secret", () => {
  expect(secretsUnder(root)).toEqual([])
})
