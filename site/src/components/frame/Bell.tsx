import { useQuery } from "@tanstack/react-query"
import { bots, notifications } from "../../client/queries.ts"
import { AlertList, MarkRead } from "../parts/AlertList.tsx"
import { Icon } from "../parts/Icon.tsx"
import { Missing } from "../parts/Missing.tsx"
import { Menu } from "./Menu.tsx"

/** How many are asked for: more than that are not counted. */
const COUNTED = 100
const SHOWN = 8

/** The alerts, on every page: how many are new, the latest, and the way to all of them. */
export const Bell = () => {
  const asked = useQuery(notifications)
  const { data: all } = useQuery(bots)
  const unread = asked.data?.filter(({ read }) => !read).length ?? 0
  const shown = unread >= COUNTED ? `${COUNTED - 1}+` : String(unread)
  return (
    <Menu
      name="bell"
      label={unread === 0 ? "Alerts" : `Alerts, ${shown} new`}
      testid="bell"
      look={
        <>
          <Icon name="bell" />
          {unread > 0 && (
            <span className="badge" aria-hidden="true" data-testid="unread">
              {shown}
            </span>
          )}
        </>
      }
    >
      <section aria-labelledby="bell-title">
        <header className="row">
          <h2 id="bell-title">Alerts</h2>
          <span className="spread" />
          <MarkRead all={asked.data ?? []} />
        </header>
        {asked.data === undefined ? (
          <Missing what="Your alerts can't be shown" asked={[asked]} height={80} />
        ) : (
          <AlertList all={asked.data} bots={all} shown={SHOWN} />
        )}
        <footer className="row">
          <a className="button" href="/app/activity/#alerts">
            All alerts
          </a>
          <a className="button" href="/app/settings/#notifications">
            Settings
          </a>
        </footer>
      </section>
    </Menu>
  )
}
