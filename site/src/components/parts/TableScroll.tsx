import type { ReactNode } from "react"

/** A table that scrolls sideways within itself when the screen is narrow, reachable by key. */
export const TableScroll = ({ label, children }: { label: string; children: ReactNode }) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key
  <div className="table-scroll flush" role="group" aria-label={label} tabIndex={0}>
    {children}
  </div>
)
