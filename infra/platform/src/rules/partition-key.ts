import { StoreUnavailable } from "../ports/store.ts"

/** The parts of a partition key, first to last: as many as its container has paths. */
export type PartitionKey = readonly [string] | readonly [string, string]
/** The parts of a key that a query fixes: none reaches over every tenant. */
export type Scope = readonly [] | PartitionKey

interface Partitioned {
  readonly name: string
  readonly partition: ReadonlyArray<string>
}

/** What no later try would mend. */
export const refused = (container: string, message: string) =>
  new StoreUnavailable({ container, message, retryable: false })

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

/** The partition key that a key or a document names; undefined when a part is missing (STORE-10). */
export const partitionKeyOf = (partition: ReadonlyArray<string>, from: object): PartitionKey | undefined => {
  const [first, second] = partition.map((path) => text(Reflect.get(from, path)))
  if (first === undefined) return undefined
  if (partition.length === 1) return [first]
  return second === undefined ? undefined : [first, second]
}

/** The whole key, to read or remove one document; throws what refuses any other. */
export const wholeKey = ({ name, partition }: Partitioned, key: object): PartitionKey => {
  const parts = partitionKeyOf(partition, key)
  if (parts === undefined) throw refused(name, `the key needs ${partition.join(" and ")}`)
  return parts
}

/** What of a key a query fixes; throws what refuses one without its first path (STORE-12). */
export const scopeOf = ({ name, partition }: Partitioned, key: object): Scope => {
  if ("_tag" in key && key._tag === "EveryTenant") return []
  const [first, second] = partition.map((path): unknown => Reflect.get(key, path))
  if (typeof first !== "string" || first === "") throw refused(name, `the key needs ${partition[0]}`)
  return typeof second === "string" ? [first, second] : [first]
}

/** Whose documents of a key are, where their container is parted by tenant. */
export const tenantOf = ({ partition }: Partitioned, [first]: PartitionKey): string | undefined =>
  partition[0] === "tenantId" ? first : undefined
