import { useEffect, useState } from 'preact/hooks';

import type { Subject } from './subject.js';

/** Says at the lower edge of the window whose decision is followed, as long as that itself is out of sight. */
export function FollowBar({
  subject,
  notice,
  onSee,
}: {
  readonly subject: Subject | undefined;
  /** Something that the reader asked for and cannot have. */
  readonly notice: string | undefined;
  readonly onSee: () => void;
}) {
  const isFar = useIsFar('decision');
  if (subject === undefined && notice === undefined) return null;
  return (
    <div class={`follow-bar ${isFar || notice !== undefined ? '' : 'is-away'}`} role="status">
      <p>
        {notice ?? (
          <>
            Following <b>{subject?.name}</b>{' '}
            <button type="button" class="node-link" onClick={onSee}>
              See its decision
            </button>
          </>
        )}
      </p>
    </div>
  );
}

/** Whether a part of the page is out of the window. */
function useIsFar(id: string): boolean {
  const [isFar, setFar] = useState(false);
  useEffect(() => {
    const part = document.getElementById(id);
    if (part === null) return;
    const observer = new IntersectionObserver(([entry]) => setFar(entry?.isIntersecting === false));
    observer.observe(part);
    return () => {
      observer.disconnect();
    };
  }, [id]);
  return isFar;
}
