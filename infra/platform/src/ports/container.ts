import type { Schema } from "effect"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import type { VenueId } from "@tradetower/domain/market"
import type { ArchiveName } from "../candles/archive-name.ts"
import { catalogue, type ContainerName, type Containers } from "./containers.ts"

export type { ContainerName } from "./containers.ts"

/** The containers, in the catalogue's order. */
// The keys of an object are its own names, which Object.keys can't say.
export const containerNames = Object.keys(catalogue) as ReadonlyArray<ContainerName>

/** The containers of which a tenant gets what is theirs when they ask for all their data, in the catalogue's order. */
export const exportedContainers = containerNames.filter((name) => catalogue[name].exported === true)

/** The most bytes a document of a container may have as JSON, as the catalogue says. */
export const documentBound = (name: ContainerName): number => catalogue[name].largest.kilobytes * 1_024

/** What each path of a partition key is made of. */
interface KeyPart {
  readonly tenantId: TenantId
  readonly botDefinitionId: BotId
  readonly botRunId: RunId
  readonly venue: VenueId
  readonly archive: ArchiveName
  readonly part: string
  readonly id: string
}

/** Which paths partition a container, first to last. */
type Paths<N extends ContainerName> = Containers[N]["partitionKey"]

/** The whole partition key of a container: needed to read or write one document. */
export type Key<N extends ContainerName> = { readonly [P in Paths<N>[number]]: KeyPart[P] }
/** The first path of it at least: enough to query. For tenant data that is the tenant. */
export type KeyPrefix<N extends ContainerName> = Pick<Key<N>, Paths<N>[0] & keyof Key<N>> & Partial<Key<N>>

/** One container of documents: its place in the catalogue and the shape of what it keeps. */
export interface Container<N extends ContainerName, A extends Document<N>> {
  readonly name: N
  /** The schema's encoded side must be plain JSON. */
  readonly schema: Schema.Codec<A, unknown>
  readonly partition: ReadonlyArray<string>
  readonly indexed: ReadonlyArray<string>
}

/** Every document carries its id and the paths of its partition key. */
export type Document<N extends ContainerName> = { readonly id: string } & Key<N>

/** Binds a schema to a container of the catalogue. */
export const container = <N extends ContainerName, A extends Document<N>>(
  name: N,
  schema: Schema.Codec<A, unknown>
): Container<N, A> => {
  const entry = catalogue[name]
  return {
    name,
    schema,
    partition: entry.partitionKey,
    indexed: entry.indexed
  }
}
