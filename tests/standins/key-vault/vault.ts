import { randomBytes } from "node:crypto"

export interface SecretVersion {
  readonly version: string
  readonly value: string
  readonly tags: Readonly<Record<string, string>>
  /** In whole seconds, as a vault tells it. */
  readonly created: number
  enabled: boolean
}

interface VaultOptions {
  /** What was removed stays until its time is over: it can be recovered, and not purged. */
  readonly purgeProtected: boolean
}

/** Why a vault says no. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  /** What else it says of it. */
  readonly inner: string | undefined

  constructor(status: number, code: string, inner?: string) {
    super(code)
    this.status = status
    this.code = code
    this.inner = inner
  }
}

/** A secret that was removed, until it is purged or recovered. */
interface Removed {
  readonly versions: Array<SecretVersion>
  /** How often it is asked for before it is seen as removed, and before its name is free once it was purged. */
  lag: number
  purged: boolean
}

const missing = () => new Refusal(404, "SecretNotFound")

/**
 * What a Key Vault keeps, with what it does that one would not expect: soft delete, names that are taken until the purge
 * is done, disabled versions that are forbidden.
 */
export class Vault {
  private readonly options: VaultOptions
  private readonly secrets = new Map<string, Array<SecretVersion>>()
  private readonly removed = new Map<string, Removed>()

  constructor(options: VaultOptions) {
    this.options = options
  }

  set(name: string, value: string, tags: Readonly<Record<string, string>>): SecretVersion {
    const gone = this.removed.get(name)
    if (gone !== undefined) {
      if (!gone.purged) throw new Refusal(409, "Conflict", "ObjectIsDeletedButRecoverable")
      if (gone.lag-- > 0) throw new Refusal(409, "Conflict", "ObjectIsBeingDeleted")
      this.removed.delete(name)
    }
    const created = Math.floor(Date.now() / 1_000)
    const made = { version: randomBytes(16).toString("hex"), value, tags, created, enabled: true }
    this.secrets.set(name, [...(this.secrets.get(name) ?? []), made])
    return made
  }

  /** The newest version, or the one named. */
  get(name: string, version: string): SecretVersion {
    const found = this.find(name, version)
    if (!found.enabled) throw new Refusal(403, "Forbidden", "SecretDisabled")
    return found
  }

  find(name: string, version: string): SecretVersion {
    const all = this.secrets.get(name)
    const found = version === "" ? all?.at(-1) : all?.find((each) => each.version === version)
    if (found === undefined) throw missing()
    return found
  }

  /** In no order that says which came later. */
  versions(name: string): ReadonlyArray<SecretVersion> {
    return (this.secrets.get(name) ?? []).toSorted((a, b) => a.version.localeCompare(b.version))
  }

  names(): ReadonlyArray<string> {
    return [...this.secrets.keys()]
  }

  remove(name: string): SecretVersion {
    const versions = this.secrets.get(name)
    if (versions === undefined) throw missing()
    this.secrets.delete(name)
    this.removed.set(name, { versions, lag: 1, purged: false })
    return this.newestOf(versions)
  }

  getRemoved(name: string): SecretVersion {
    const gone = this.removed.get(name)
    if (gone === undefined || gone.purged || gone.lag-- > 0) throw missing()
    return this.newestOf(gone.versions)
  }

  removedNames(): ReadonlyArray<string> {
    return [...this.removed].flatMap(([name, { purged }]) => (purged ? [] : [name]))
  }

  purge(name: string): void {
    if (this.options.purgeProtected) throw new Refusal(403, "Forbidden", "PurgeProtectionEnabled")
    const gone = this.removed.get(name)
    if (gone === undefined || gone.purged) throw missing()
    this.removed.set(name, { ...gone, lag: 1, purged: true })
  }

  recover(name: string): SecretVersion {
    const gone = this.removed.get(name)
    if (gone === undefined || gone.purged) throw missing()
    this.removed.delete(name)
    this.secrets.set(name, gone.versions)
    return this.newestOf(gone.versions)
  }

  private newestOf(versions: ReadonlyArray<SecretVersion>): SecretVersion {
    const newest = versions.at(-1)
    if (newest === undefined) throw missing()
    return newest
  }
}
