import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { snapshotFile } from "./compile.ts"
import { costOf, goals, totalOf } from "./cost.ts"
import type { Snapshot } from "./snapshot.ts"

const costOfDeployed = (environment: string, how = {}) =>
  totalOf(costOf(JSON.parse(readFileSync(snapshotFile(environment), "utf8")) as Snapshot, how))

it("what is deployed costs no more than it is meant to while nobody does anything", () => {
  expect(costOfDeployed("dev", { besides: true })).toBeLessThanOrEqual(goals.dev)
  expect(costOfDeployed("prod")).toBeLessThanOrEqual(goals.prod)
})
