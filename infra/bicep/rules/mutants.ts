import { type Kind, of, type Resource, type Snapshot } from "../snapshot.ts"

/** Of what is made wrong anything can be changed. */
export type Mutable<A> = { -readonly [K in keyof A]: Mutable<A[K]> }

/** Makes one thing wrong; nothing where an environment has no such thing. */
export type Mutant = (snapshot: Snapshot) => Snapshot | undefined
export type Mutants = Readonly<Record<string, Mutant>>

const found = <K extends Kind>(snapshot: Snapshot, kind: K, which: string): Resource<K> | undefined =>
  of(snapshot, kind).find(({ id }) => id.includes(which))

/** Does something to the first resource of a kind, of those whose id has `which`. */
export const changed =
  <K extends Kind>(kind: K, to: (resource: Mutable<Resource<K>>) => void, which = ""): Mutant =>
  (snapshot) => {
    const resource = found(snapshot, kind, which)
    if (resource === undefined) return undefined
    const other = structuredClone(resource)
    to(other as Mutable<Resource<K>>)
    return { predictedResources: snapshot.predictedResources.map((each) => (each === resource ? other : each)) }
  }

/** Another resource like the first of a kind, with a difference. */
export const added =
  <K extends Kind>(kind: K, to: (resource: Mutable<Resource<K>>) => void, which = ""): Mutant =>
  (snapshot) => {
    const other = structuredClone(found(snapshot, kind, which))
    if (other === undefined) return undefined
    to(other as Mutable<Resource<K>>)
    return { predictedResources: [...snapshot.predictedResources, other] }
  }

/** Leaves out the first resource of a kind, of those whose id has `which`. */
export const removed =
  (kind: Kind, which = ""): Mutant =>
  (snapshot) => {
    const resource = found(snapshot, kind, which)
    return resource === undefined
      ? undefined
      : { predictedResources: snapshot.predictedResources.filter((each) => each !== resource) }
  }
