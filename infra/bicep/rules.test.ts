import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { environments, snapshotFile } from "./compile.ts"
import { brokenIn, rules, survivorsOf, untriedOf } from "./rules.ts"
import { changed } from "./rules/mutants.ts"
import { every, only } from "./rules/rule.ts"
import type { Snapshot } from "./snapshot.ts"

/** As the compiler made them: `npm test -- infra` says when that is no longer so, and tries the rules on every variation. */
const snapshots = Object.fromEntries(
  environments.map((name) => [name, JSON.parse(readFileSync(snapshotFile(name), "utf8")) as Snapshot])
)

describe.each(Object.entries(rules))("%s", (_, rule) => {
  it("holds", () => {
    expect(brokenIn(rule, snapshots)).toEqual([])
  })

  it("is told when it doesn't", () => {
    expect(Object.keys(rule.mutants)).not.toEqual([])
    expect(survivorsOf(rule, snapshots)).toEqual([])
  })
})

describe("of a rule is told", () => {
  const BUS = "Microsoft.ServiceBus/namespaces"
  const open = changed(BUS, ({ properties }) => (properties.disableLocalAuth = false))

  it("that it looks at nothing, where it doesn't say so", () => {
    const nothing = every(
      BUS,
      () => true,
      {},
      () => false
    )
    expect(brokenIn(nothing, snapshots)).toEqual(
      environments.map((name) => `${name}: it looks at nothing, and is meant to`)
    )
    expect(brokenIn(only([], nothing), snapshots)).toEqual([])
  })

  it("what it finds where nothing was known to be: an environment may have bought it since", () => {
    expect(
      brokenIn(
        only(
          ["prod"],
          every(BUS, ({ name }) => name.includes("prod"), {})
        ),
        snapshots
      )
    ).toEqual(
      ["dev", "staging"].map((name) => expect.stringMatching(`^${name}: Microsoft.ServiceBus/namespaces sb-`) as string)
    )
  })

  it("each mutant that it lets pass, and each that there is nowhere", () => {
    const blind = every(BUS, () => true, {
      "it opens to a key": open,
      "it is as it was": changed(BUS, () => undefined)
    })
    expect(survivorsOf(blind, snapshots)).toEqual(environments.map((name) => `${name}: it opens to a key`))
    expect(untriedOf(blind, snapshots)).toEqual(["it is as it was"])
    const seeing = every(BUS, ({ properties }) => properties.disableLocalAuth, { "it opens to a key": open })
    expect(survivorsOf(seeing, snapshots)).toEqual([])
  })
})
