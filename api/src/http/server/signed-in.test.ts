import { describe, expect, it } from "vitest"
import { Option } from "effect"
import { principalOf } from "./signed-in.ts"

const header = (userRoles: ReadonlyArray<string>) =>
  Buffer.from(JSON.stringify({ identityProvider: "local", userId: "ada", userDetails: "Ada", userRoles })).toString(
    "base64"
  )

describe("who is signed in", () => {
  it("is a principal whose roles say so, and no other", () => {
    expect(Option.map(principalOf(header(["anonymous", "authenticated"])), ({ userId }) => userId)).toEqual(
      Option.some("ada")
    )
    for (const roles of [["anonymous"], ["admin"], []]) expect(principalOf(header(roles))).toEqual(Option.none())
  })

  it("is nobody without a header, or with one that can't be read", () => {
    expect(principalOf(undefined)).toEqual(Option.none())
    expect(principalOf("{}")).toEqual(Option.none())
  })
})
