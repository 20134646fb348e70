import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import { carryTo } from "../../client/carried-settings.ts"
import type { Bot } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { bots } from "../../client/queries.ts"
import { toast } from "../../live/store.ts"
import { AskDialog } from "../parts/AskDialog.tsx"

/** Whether any of a bot's runs has traded. */
const hasTraded = ({ earlier, run }: Bot): boolean => (earlier?.fills ?? 0) + (run?.summary.fills ?? 0) > 0

const copyOf = ({ connection, venue, name, risk, settings, symbol }: Bot): void =>
  carryTo("/app/bots/new/", {
    connection,
    venue,
    symbol,
    settings,
    copyOf: { name, ...(risk !== undefined && { risk }) }
  })

/** Brings an archived bot back, or puts one away. */
const useArchive = (bot: Bot) => {
  const client = useQueryClient()
  const archived = bot.archivedAt !== undefined
  return useMutation({
    mutationFn: () =>
      archived
        ? ask("POST /bots/:botId/unarchive", { params: { botId: bot.id } })
        : ask("POST /bots/:botId/archive", { params: { botId: bot.id } }),
    onSuccess: () => {
      toast(archived ? `${bot.name} is back among your bots.` : `${bot.name} is archived. What it made still counts.`)
      void client.invalidateQueries({ queryKey: bots.queryKey })
    },
    onError: (error) => toast(sentenceOf(error), "down")
  })
}

const DeleteDialog = ({ bot, open, close }: { bot: Bot; open: boolean; close: () => void }) => {
  const remove = useMutation({
    mutationFn: () => ask("DELETE /bots/:botId", { params: { botId: bot.id } }),
    onSuccess: () => location.assign("/app/bots/")
  })
  return (
    <AskDialog
      name="delete"
      title={`Delete ${bot.name}?`}
      open={open}
      close={close}
      act={remove}
      leave="Keep it"
      confirm={{ title: remove.isPending ? "Deleting …" : "Delete the bot", danger: true }}
    >
      <p>It has never traded. Its settings are gone for good.</p>
    </AskDialog>
  )
}

/** What else can be done with a bot: duplicate, archive, delete. */
export const MoreActions = ({ bot }: { bot: Bot }) => {
  const [deleting, setDeleting] = useState(false)
  const archive = useArchive(bot)
  const running = bot.run?.live === true
  const traded = hasTraded(bot)
  return (
    <section className="panel step" aria-labelledby="more-title">
      <h2 id="more-title">This bot</h2>
      <div className="row">
        <button type="button" className="button" data-testid="bot-duplicate" onClick={() => copyOf(bot)}>
          Duplicate
        </button>
        <button
          type="button"
          className="button"
          data-testid="bot-archive"
          disabled={running || archive.isPending}
          onClick={() => archive.mutate()}
        >
          {bot.archivedAt === undefined ? "Archive" : "Bring back"}
        </button>
        <button
          type="button"
          className="button danger"
          data-testid="bot-delete"
          disabled={running || traded}
          onClick={() => setDeleting(true)}
        >
          Delete
        </button>
      </div>
      <p className="soft" data-testid="bot-more-words">
        Duplicate opens a new bot with these settings.{" "}
        {bot.archivedAt === undefined
          ? "Archive takes it off your lists; what it made still counts in your result."
          : "It is archived: it can't be started, and what it made still counts in your result."}{" "}
        {running
          ? "Stop it before you archive or delete it."
          : traded
            ? "It has traded, so it can't be deleted: what it made is part of your result."
            : "It has never traded, so it can be deleted."}
      </p>
      <DeleteDialog bot={bot} open={deleting} close={() => setDeleting(false)} />
    </section>
  )
}
