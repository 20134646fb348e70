import type { Kinds } from "./kinds.ts"

export type Kind = keyof Kinds

export interface Resource<K extends Kind = Kind> {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly location?: string
  readonly sku?: { readonly name: string; readonly tier?: string; readonly capacity?: number }
  readonly tags?: Readonly<Record<string, string>>
  readonly identity?: { readonly type: string; readonly userAssignedIdentities?: Readonly<Record<string, object>> }
  readonly properties: Kinds[K]
}

/** What a deployment would make: every resource with its name and properties, as `bicep snapshot` foretells. */
export interface Snapshot {
  readonly predictedResources: ReadonlyArray<Resource>
}

/** Every resource of a kind. */
export const of = <K extends Kind>({ predictedResources }: Snapshot, kind: K): ReadonlyArray<Resource<K>> =>
  predictedResources.filter((each): each is Resource<K> => each.type === kind)
