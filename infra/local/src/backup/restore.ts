import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Result, Schema } from "effect"
import { extract } from "tar"
import { wrong } from "@tradetower/backtest/command-line"
import { BackupNote, DATABASE, KEY, NOTE, PARTS, PASSPHRASE } from "./kept.ts"

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(BackupNote))

/** Only what a backup of ours holds: folders and files, by the names they have there. */
const ours = (path: string): boolean => {
  const [first = "", second] = path.replace(/^\.\//, "").split("/")
  if (second === undefined || second === "") return true
  return first !== "" && [DATABASE, ...PARTS].includes(second)
}

const unpack = async (file: string, into: string): Promise<BackupNote> => {
  const none = (why: string) => wrong(`${file} is no backup of TradingTower (${why}).`)
  try {
    await extract({
      file,
      cwd: into,
      strict: true,
      filter: (path, entry) => ours(path) && (!("type" in entry) || ["File", "Directory"].includes(entry.type))
    })
  } catch (cause) {
    throw none(cause instanceof Error ? cause.message : String(cause))
  }
  if (!existsSync(join(into, NOTE))) throw none(`it lacks ${NOTE}`)
  const note = decode(readFileSync(join(into, NOTE), "utf8"))
  if (Result.isFailure(note)) throw none(`its ${NOTE} can't be read; a newer version may have made it`)
  return note.success
}

const check = (file: string, database: string): void => {
  // Whoever may write takes SQLite's working files away again.
  const db = new DatabaseSync(database)
  try {
    const found = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {})[0]
    if (found !== "ok") throw wrong(`${file} is damaged: ${String(found)}. Nothing was restored.`)
  } finally {
    db.close()
  }
}

/** What was restored; `keyLeft`: the key in it was not put, since another one is there. */
export interface Restored extends BackupNote {
  readonly keyLeft: boolean
}

/**
 * Puts a backup into a home that has none of its markets yet, whole or not at all. `key`: where the key to the secrets
 * belongs. Throws `WrongArguments` for what is no backup or is damaged, and where it would replace something.
 */
export const restore = async ({
  file,
  home,
  key
}: {
  readonly file: string
  readonly home: string
  readonly key: string
}): Promise<Restored> => {
  if (!existsSync(file)) throw wrong(`There is no ${file}.`)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const draft = join(home, `.restore-${process.pid}`)
  try {
    mkdirSync(draft, { mode: 0o700 })
    const note = await unpack(file, draft)
    const there = [...note.worlds, PASSPHRASE].filter(
      (each) => existsSync(join(home, each)) && existsSync(join(draft, each))
    )
    if (there.length > 0)
      throw wrong(
        `${home} holds ${there.join(" and ")} already, and is left as it is: move that away, or restore into another folder with TRADETOWER_HOME.`
      )
    for (const world of note.worlds) check(file, join(draft, world, DATABASE))
    const brought = join(draft, KEY)
    const keyLeft = existsSync(brought) && existsSync(key) && !readFileSync(key).equals(readFileSync(brought))
    if (existsSync(brought) && !existsSync(key)) {
      mkdirSync(join(key, ".."), { recursive: true, mode: 0o700 })
      copyFileSync(brought, key)
      chmodSync(key, 0o600)
    }
    for (const each of [...note.worlds, PASSPHRASE])
      if (existsSync(join(draft, each))) renameSync(join(draft, each), join(home, each))
    return { ...note, keyLeft }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
