import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { backup, DatabaseSync } from "node:sqlite"
import { Schema } from "effect"
import { create } from "tar"
import { wrong } from "@tradetower/backtest/command-line"
import { isWorld } from "../home.ts"
import { version } from "../version.ts"
import { BackupNote, DATABASE, KEY, NOTE, PARTS, PASSPHRASE } from "./kept.ts"

/** More than any database has: what is copied at once is of one moment, however much is written meanwhile. */
const ALL_PAGES = 2 ** 31 - 1

/** A database of one moment, also while it is written. */
const copyDatabase = async (from: string, to: string): Promise<void> => {
  const db = new DatabaseSync(from, { readOnly: true })
  try {
    await backup(db, to, { rate: ALL_PAGES })
    chmodSync(to, 0o600)
  } finally {
    db.close()
  }
}

/**
 * Puts all that is kept in a home into one file, a `.tar.gz` of its owner's alone, while whatever runs in it goes on: the
 * database first, at one moment, then what it speaks of, which is only ever added to. Answers with what it holds. `key`: the
 * key to the secrets, to come along. Throws `WrongArguments` where there is nothing to keep, the file is there already, or its
 * folder is not.
 */
export const backUp = async ({
  file,
  home,
  key,
  now
}: {
  readonly file: string
  readonly home: string
  readonly key?: string
  readonly now: number
}): Promise<BackupNote> => {
  const worlds = existsSync(home) ? readdirSync(home).filter((name) => isWorld(name)) : []
  const used = worlds.filter((world) => existsSync(join(home, world, "format.json")))
  if (used.length === 0) throw wrong(`There is nothing in ${home} yet. TRADETOWER_HOME names another folder.`)
  if (existsSync(file)) throw wrong(`${file} is there already, and is left as it is: name another.`)
  if (!existsSync(dirname(file)))
    throw wrong(`There is no folder ${dirname(file)}: make it first, or name another file.`)
  if (key !== undefined && !existsSync(key)) throw wrong(`There is no key in ${key}: leave --with-key out.`)
  const note: BackupNote = { backup: 1, version, at: now, worlds: used }
  const name = `.backup-${process.pid}`
  const draft = join(home, name)
  const part = `${file}.part`
  try {
    mkdirSync(draft, { mode: 0o700 })
    writeFileSync(join(draft, NOTE), Schema.encodeSync(Schema.fromJsonString(BackupNote))(note), { mode: 0o600 })
    if (key !== undefined) copyFileSync(key, join(draft, KEY))
    for (const world of used) {
      mkdirSync(join(draft, world), { mode: 0o700 })
      await copyDatabase(join(home, world, DATABASE), join(draft, world, DATABASE))
    }
    writeFileSync(part, "", { mode: 0o600, flag: "wx" })
    const asTheyLie = [PASSPHRASE, ...used.flatMap((world) => PARTS.map((each) => join(world, each)))]
    const prefix = `${name}/`
    await create(
      {
        gzip: true,
        portable: true,
        cwd: home,
        file: part,
        onWriteEntry: (entry) => {
          if (entry.path.startsWith(prefix)) entry.path = entry.path.slice(prefix.length)
        }
      },
      [
        ...[NOTE, ...(key === undefined ? [] : [KEY]), ...used.map((world) => `${world}/${DATABASE}`)].map(
          (each) => `${prefix}${each}`
        ),
        ...asTheyLie.filter((each) => existsSync(join(home, each)))
      ]
    )
    renameSync(part, file)
    return note
  } finally {
    rmSync(draft, { recursive: true, force: true })
    rmSync(part, { force: true })
  }
}
