import { Schema } from "effect"

/** What a backup says of itself, in its `backup.json`. */
export const BackupNote = Schema.Struct({
  backup: Schema.Literal(1),
  /** The product's version that made it. */
  version: Schema.String,
  /** When it was made, ms, UTC. */
  at: Schema.Int,
  /** The markets in it, by the names of their folders. */
  worlds: Schema.Array(Schema.String.check(Schema.isPattern(/^(live|simulated|replay-[\w.-]+)$/)))
})
export type BackupNote = typeof BackupNote.Type

export const NOTE = "backup.json"
/** What of a home belongs to none of its markets. */
export const PASSPHRASE = "passphrase.json"
/** The key to the secrets, where it was asked to come along. */
export const KEY = "tradetower.key"
/** What of a market's folder is copied as it lies; its database is copied by SQLite. */
export const PARTS = ["blobs", "secrets", "format.json"]
export const DATABASE = "tradetower.sqlite"
