import { isDeepStrictEqual } from "node:util"
import { alerts } from "./rules/alerts.ts"
import { containers } from "./rules/containers.ts"
import { documents } from "./rules/documents.ts"
import { encrypted } from "./rules/encrypted.ts"
import { grants } from "./rules/grants.ts"
import { identities } from "./rules/identities.ts"
import { kept } from "./rules/kept.ts"
import { keys } from "./rules/keys.ts"
import { messages } from "./rules/messages.ts"
import { names } from "./rules/names.ts"
import { network } from "./rules/network.ts"
import { people } from "./rules/people.ts"
import { privateEndpoints } from "./rules/private-endpoints.ts"
import type { Rule, Rules } from "./rules/rule.ts"
import { site } from "./rules/site.ts"
import { told } from "./rules/told.ts"
import { watched } from "./rules/watched.ts"
import { whole } from "./rules/whole.ts"
import type { Snapshot } from "./snapshot.ts"

/** What holds of any environment, whatever it buys. */
export const rules: Rules = {
  ...whole,
  ...names,
  ...keys,
  ...identities,
  ...grants,
  ...encrypted,
  ...site,
  ...network,
  ...privateEndpoints,
  ...containers,
  ...told,
  ...documents,
  ...messages,
  ...kept,
  ...alerts,
  ...people,
  ...watched
}

/** Environments by the names of their parameter files. */
export type Snapshots = Readonly<Record<string, Snapshot>>

/** Where a rule is broken, and where it looks at nothing but has to. What else buys a thing is looked at as well. */
export const brokenIn = ({ judge, only }: Rule, snapshots: Snapshots): ReadonlyArray<string> =>
  Object.entries(snapshots).flatMap(([name, snapshot]) => {
    const { broken, seen } = judge(snapshot)
    const expected = only?.includes(name) ?? true
    return [
      ...broken.map((what) => `${name}: ${what}`),
      ...(expected && seen === 0 ? [`${name}: it looks at nothing, and is meant to`] : [])
    ]
  })

/** What a rule would have to tell of an environment, by what is wrong; the rest can't be wrong there. */
const mutantsIn = (
  { judge, mutants }: Rule,
  snapshot: Snapshot
): ReadonlyArray<readonly [what: string, made: Snapshot]> =>
  judge(snapshot).seen === 0
    ? []
    : Object.entries(mutants).flatMap(([what, mutant]) => {
        const made = mutant(snapshot)
        return made === undefined || isDeepStrictEqual(made, snapshot) ? [] : [[what, made] as const]
      })

/** Mutants that a rule doesn't tell, in any environment. */
export const survivorsOf = (rule: Rule, snapshots: Snapshots): ReadonlyArray<string> =>
  Object.entries(snapshots).flatMap(([name, snapshot]) =>
    mutantsIn(rule, snapshot)
      .filter(([, made]) => rule.judge(made).broken.length === 0)
      .map(([what]) => `${name}: ${what}`)
  )

/** Mutants that there are in no environment. */
export const untriedOf = (rule: Rule, snapshots: Snapshots): ReadonlyArray<string> => {
  const tried = new Set(Object.values(snapshots).flatMap((each) => mutantsIn(rule, each).map(([what]) => what)))
  return Object.keys(rule.mutants).filter((what) => !tried.has(what))
}
