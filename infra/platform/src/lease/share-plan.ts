import type { LeaseGroup } from "../records/leases.ts"

type Member = LeaseGroup["members"][number]

/** What one process wants of a group. */
export interface Wanted {
  readonly id: string
  /** What it shares with the others. */
  readonly items: ReadonlyArray<string>
  /** What it has and doesn't work on any more. */
  readonly ended: ReadonlySet<string>
  /** Whether a member has not been heard of for so long that it is gone. */
  readonly isGone: (member: Member, sharesOthers: boolean) => boolean
}

const sameItems = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((item) => b.includes(item))

/** How many items each may have, so that all are somebody's. */
const fairShare = (items: number, members: number): number => Math.ceil(items / members)

/**
 * The group as this process writes it next: itself in it, with what it has less what it gave up, and more of what is
 * free; undefined while others share other items. A process that is new among several takes nothing yet: those that start
 * beside it are to be seen first.
 */
export const nextGroup = (
  name: string,
  group: LeaseGroup | undefined,
  { ended, id, isGone, items }: Wanted
): LeaseGroup | undefined => {
  const sharesOthers = group !== undefined && !sameItems(group.items, items)
  const others = (group?.members ?? []).filter((member) => member.id !== id && !isGone(member, sharesOthers))
  if (sharesOthers && others.length > 0) return undefined
  const before = group?.members.find((member) => member.id === id)
  const kept = (before?.items ?? []).filter((item) => !ended.has(item))
  const most = fairShare(items.length, others.length + 1)
  const taken = new Set([...kept, ...ended, ...others.flatMap((member) => member.items)])
  const waits = before === undefined && items.length > 1
  const more = waits ? [] : items.filter((item) => !taken.has(item)).slice(0, Math.max(0, most - kept.length))
  return {
    id: name,
    items,
    number: (group?.number ?? 0) + more.length,
    members: [...others, { id, beat: (before?.beat ?? 0) + 1, items: [...kept, ...more] }]
  }
}

/** What a member is to give up, so that each of the others can have as many. */
export const tooMany = ({ items, members }: LeaseGroup, id: string): ReadonlyArray<string> => {
  const own = members.find((member) => member.id === id)?.items ?? []
  return own.slice(fairShare(items.length, members.length))
}
