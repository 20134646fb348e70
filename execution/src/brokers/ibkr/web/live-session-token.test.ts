import { expect, it } from "vitest"
import { bytesOf, challengeOf, liveSessionToken, tokenSignature } from "./live-session-token.ts"

const exchanged = { prime: 0xfffffffbn, response: "7654321", prepend: "a1b2c3d4e5f60718" }

it.each([
  ["", 0x1234n, "73DrSouyVJ30AVeV/shZZ2KFu8c=", "b8742d41be8d1c20c29b34f2929ea0c024849c2c"],
  [
    ", whose key begins with a byte of zeros",
    0x1235n,
    "XoDH7jq50Hebeav6CBhQtzj7RY0=",
    "d5d272558679646a953de278566fbf8ce89287c5"
  ]
])("a live session token is reckoned as the broker does%s", (_, secret, token, signature) => {
  expect(liveSessionToken({ ...exchanged, secret })).toBe(token)
  expect(tokenSignature(token, "TRADETOWR")).toBe(signature)
})

it("a number is written as Java writes it", () => {
  expect([0x60b12660n, 0xa5b886d7n, 0xfffn].map((one) => bytesOf(one).toString("hex"))).toEqual([
    "60b12660",
    "00a5b886d7",
    "0fff"
  ])
})

it("an answer that is none of the exchange makes no token", () => {
  for (const response of ["1", "0", "fffffffa", "fffffffb", "hello", ""])
    expect(liveSessionToken({ ...exchanged, secret: 0x1234n, response })).toBeUndefined()
})

it("the challenge is a power of two", () => {
  expect(challengeOf(0xfffffffbn, 40n)).toBe((2n ** 40n % 0xfffffffbn).toString(16))
})
