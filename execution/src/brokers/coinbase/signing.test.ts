import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto"
import { inspect } from "node:util"
import { expect, it } from "@effect/vitest"
import { Effect, Exit, Inspectable, Redacted } from "effect"
import { SigningClock, clockWords } from "./signing-clock.ts"
import { readSigningKey } from "./signing-key.ts"
import { tokenFor } from "./token.ts"

const NAME = "organizations/0a1b/apiKeys/2c3d"
const NONCE = "00112233445566778899aabbccddeeff"
const NOW = Date.UTC(2026, 10, 28, 12) + 999

const elliptic = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
const edwards = generateKeyPairSync("ed25519")
const pem = (key: KeyObject, type: "sec1" | "pkcs8"): string => key.export({ format: "pem", type }).toString()
const seed = edwards.privateKey.export({ format: "der", type: "pkcs8" }).subarray(16)
const point = edwards.publicKey.export({ format: "der", type: "spki" }).subarray(12)

const sec1 = pem(elliptic.privateKey, "sec1")
const spellings: ReadonlyArray<readonly [string, string, "ES256" | "EdDSA"]> = [
  ["EC in SEC1", sec1, "ES256"],
  ["the same with its line ends written out", sec1.replaceAll("\n", String.raw`\n`), "ES256"],
  ["the same as one line", sec1.replaceAll("\n", " "), "ES256"],
  ["the same with Windows' line ends", `  ${sec1.replaceAll("\n", "\r\n")}`, "ES256"],
  ["EC in PKCS8", pem(elliptic.privateKey, "pkcs8"), "ES256"],
  ["Ed25519 in PKCS8", pem(edwards.privateKey, "pkcs8"), "EdDSA"],
  ["Ed25519 in base64 of 32 bytes", seed.toString("base64"), "EdDSA"],
  ["Ed25519 in base64 of 64 bytes", Buffer.concat([seed, point]).toString("base64"), "EdDSA"]
]

const parts = (token: string) => {
  const [header = "", claims = "", signature = ""] = token.split(".")
  const read = (text: string): unknown => JSON.parse(Buffer.from(text, "base64url").toString("utf8"))
  return { header: read(header), claims: read(claims), signed: `${header}.${claims}`, signature }
}

for (const [what, text, algorithm] of spellings)
  it.effect(`signs by ${algorithm} with ${what}`, () =>
    Effect.gen(function* () {
      const key = yield* readSigningKey(` ${NAME}\n`, Redacted.make(text))
      const use = { method: "GET", host: "api.coinbase.com", path: "/api/v3/brokerage/orders/historical/batch" }
      const { claims, header, signature, signed } = parts(Redacted.value(tokenFor(key, NOW, NONCE, use)))
      expect(header).toEqual({ alg: algorithm, typ: "JWT", kid: NAME, nonce: NONCE })
      expect(claims).toEqual({
        sub: NAME,
        iss: "cdp",
        nbf: Math.floor(NOW / 1000),
        exp: Math.floor(NOW / 1000) + 120,
        uri: "GET api.coinbase.com/api/v3/brokerage/orders/historical/batch"
      })
      const bytes = Buffer.from(signature, "base64url")
      const owner = createPublicKey(key.key)
      expect(
        algorithm === "ES256"
          ? verify("sha256", Buffer.from(signed), { key: owner, dsaEncoding: "ieee-p1363" }, bytes)
          : verify(null, Buffer.from(signed), owner, bytes)
      ).toBe(true)
      expect(bytes).toHaveLength(64)
    })
  )

it.effect("signs a subscription without naming a request", () =>
  Effect.gen(function* () {
    const key = yield* readSigningKey(NAME, Redacted.make(sec1))
    expect(parts(Redacted.value(tokenFor(key, NOW, NONCE))).claims).not.toHaveProperty("uri")
  })
)

it.effect("refuses what is no key of Coinbase's, and says nothing of it", () =>
  Effect.gen(function* () {
    const other = generateKeyPairSync("ec", { namedCurve: "secp256k1" })
    const foreign = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).subarray(12)
    const bad = [
      "",
      "hunter2-hunter2",
      seed.subarray(0, 31).toString("base64"),
      Buffer.concat([seed, foreign]).toString("base64"),
      pem(other.privateKey, "sec1"),
      generateKeyPairSync("rsa", { modulusLength: 1024 })
        .privateKey.export({ format: "pem", type: "pkcs8" })
        .toString(),
      sec1.slice(0, 60) + sec1.slice(72),
      elliptic.publicKey.export({ format: "pem", type: "spki" }).toString()
    ]
    for (const [index, text] of bad.entries()) {
      const exit = yield* Effect.exit(readSigningKey(NAME, Redacted.make(text)))
      expect(Exit.isFailure(exit), `the key ${index}`).toBe(true)
      const said = JSON.stringify(exit)
      for (const line of text.split("\n").filter((one) => one.length > 8 && !one.startsWith("-----")))
        expect(said).not.toContain(line)
    }
    expect(Exit.isFailure(yield* Effect.exit(readSigningKey("a name", Redacted.make(sec1))))).toBe(true)
  })
)

it.effect("shows neither key nor token to whoever writes them down", () =>
  Effect.gen(function* () {
    const key = yield* readSigningKey(NAME, Redacted.make(seed.toString("base64")))
    const token = tokenFor(key, NOW, NONCE)
    const said = [
      JSON.stringify({ key, token }),
      Inspectable.toStringUnknown({ key, token }),
      inspect({ key, token }, { showHidden: true, depth: 9 })
    ].join()
    expect(said).not.toContain(seed.toString("base64"))
    expect(said).not.toContain(Redacted.value(token))
  })
)

it("goes by Coinbase's time once that was measured, however this machine's clock is set", () => {
  const clock = new SigningClock()
  expect(clock.at({ wall: 1_000, ran: 0 })).toBe(1_000)
  expect(clock.measured(121_000, { wall: 1_000, ran: 5 })).toBe(120_000)
  expect(clock.at({ wall: 1_100, ran: 105 })).toBe(121_100)
  expect(clock.at({ wall: 900_000, ran: 205 })).toBe(121_200)
  expect(clockWords(120_000)).toContain("120 s behind")
  expect(clockWords(-120_000)).toContain("120 s ahead")
  expect(clockWords(900)).toBeUndefined()
})
