import { isDeepStrictEqual } from "node:util"
import { type Kind, of, type Resource, type Snapshot } from "../snapshot.ts"
import { changed, type Mutants } from "./mutants.ts"

/** What a rule says of an environment. */
export interface Verdict {
  /** How many things it looked at. A rule that found none has nothing to say. */
  readonly seen: number
  /** What breaks it, each in a few words. */
  readonly broken: ReadonlyArray<string>
}

/** What holds of every environment that has what it is about. */
export interface Rule {
  readonly judge: (snapshot: Snapshot) => Verdict
  /** Environments that have what it looks at, by their parameter files; absent: all. */
  readonly only?: ReadonlyArray<string>
  /** One thing wrong each, by what it is: of each the rule has to tell. */
  readonly mutants: Mutants
}

/** Rules by what they say, as a sentence. */
export type Rules = Readonly<Record<string, Rule>>

/** A rule that looks at something in some environments alone: what they bought, or where `applies`. */
export const only = (
  environments: ReadonlyArray<string>,
  rule: Rule,
  applies: (snapshot: Snapshot) => boolean = () => true
): Rule => ({
  ...rule,
  judge: (snapshot) => (applies(snapshot) ? rule.judge(snapshot) : { seen: 0, broken: [] }),
  only: environments
})

export const hasAny =
  (kind: Kind) =>
  (snapshot: Snapshot): boolean =>
    of(snapshot, kind).length > 0

/** What holds of each resource of a kind, or of some among them. */
export const every = <K extends Kind>(
  kind: K,
  holds: (resource: Resource<K>, snapshot: Snapshot) => boolean,
  mutants: Mutants,
  among: (resource: Resource<K>) => boolean = () => true
): Rule => ({
  judge: (snapshot) => {
    const found = of(snapshot, kind).filter(among)
    return {
      seen: found.length,
      broken: found.filter((each) => !holds(each, snapshot)).map(({ name }) => `${kind} ${name}`)
    }
  },
  mutants
})

type Properties = { readonly [name: string]: unknown }
const isProperties = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Each property that is no object itself, with the way to it. */
const leaves = (properties: Properties): ReadonlyArray<readonly [way: ReadonlyArray<string>, value: unknown]> =>
  Object.entries(properties).flatMap(([name, value]) =>
    isProperties(value)
      ? leaves(value).map(([way, leaf]) => [[name, ...way], leaf] as const)
      : [[[name], value] as const]
  )

const at = (properties: unknown, way: ReadonlyArray<string>): unknown =>
  way.reduce<unknown>((inside, name) => (isProperties(inside) ? inside[name] : undefined), properties)

const otherThan = (value: unknown): unknown =>
  typeof value === "boolean" ? !value : typeof value === "number" ? value - 1 : `not ${JSON.stringify(value)}`

const set = (resource: unknown, way: ReadonlyArray<string>, value: unknown) => {
  const name = way.at(-1) ?? ""
  const holder = at(resource, ["properties", ...way.slice(0, -1)]) as Record<string, unknown>
  if (value === undefined) delete holder[name]
  else holder[name] = value
}

/**
 * Each resource of a kind has these properties; of those that are `undefined` it has none. Mutants are made of each: one
 * without it, one where it is something else.
 */
export const settings = (kind: Kind, wanted: Properties, which = ""): Rule => ({
  judge: (snapshot) => {
    const found = of(snapshot, kind).filter(({ id }) => id.includes(which))
    return {
      seen: found.length,
      broken: found.flatMap(({ name, properties }) =>
        leaves(wanted).flatMap(([way, value]) =>
          isDeepStrictEqual(at(properties, way), value)
            ? []
            : [`${kind} ${name}: ${way.join(".")} is ${JSON.stringify(at(properties, way))}`]
        )
      )
    }
  },
  mutants: Object.fromEntries(
    leaves(wanted).flatMap(([way, value]) =>
      [otherThan(value), ...(value === undefined ? [] : [undefined])].map((other) => [
        `${kind}: ${way.join(".")} is ${JSON.stringify(other) ?? "not said"}`,
        changed(kind, (resource) => set(resource, way, other), which)
      ])
    )
  )
})

/** Where two lists differ; order doesn't matter. */
export const difference = (what: string, made: Iterable<string>, wanted: Iterable<string>): Verdict => {
  const has = new Set(made)
  const wants = new Set(wanted)
  return {
    seen: has.size,
    broken: [
      ...[...wants].filter((each) => !has.has(each)).map((each) => `${what} ${each} is missing`),
      ...[...has].filter((each) => !wants.has(each)).map((each) => `${what} ${each} is nobody's`)
    ]
  }
}

/** A list that follows from the snapshot is another that is known beforehand, or follows too. */
export const same = (
  what: string,
  made: (snapshot: Snapshot) => Iterable<string>,
  wanted: (snapshot: Snapshot) => Iterable<string>,
  mutants: Mutants
): Rule => ({ judge: (snapshot) => difference(what, made(snapshot), wanted(snapshot)), mutants })

export const last = (name: string) => name.slice(name.lastIndexOf("/") + 1)

/** The resource that another is on, as a lock, a role or a diagnostic setting is; "" for a group or a subscription. */
export const holderOf = (id: string) => /^(.+\/providers\/.+)\/providers\/[^/]+\/[^/]+\/[^/]+$/.exec(id)?.[1] ?? ""

/** The way to a resource, as `namespaces/x/topics/y`. */
export const wayOf = (id: string) => /\/providers\/[^/]+\/(.+)$/.exec(id)?.[1] ?? ""
