// What the server tells about a board. The keys are those of padlet/live and padlet/views/note_api.py.

interface BoardNote {
  id: string;
  prompt: number;
  section: number;
  text: string;
  sort_key: number; // by lot, never the order they came in
  breakout?: number;
  cluster?: number | null;
  waiting?: boolean; // to be approved
  hidden?: boolean;
  paper?: boolean;
  likes?: number;
  dots?: number;
  read?: string; // what the facilitator has read on approving it
  fromPage?: boolean; // known from the page alone, which does not say everything
}

interface BoardCluster {
  id: number;
  prompt: number;
  title: string;
}

// The light state beside the notes.
interface BoardStage {
  ends_at?: number | null; // milliseconds
  ends_writing?: boolean;
  showing?: number; // the prompt on the projector; 0 is all of them
  slideshow?: boolean;
  done?: Record<string, number[]>; // section -> its breakouts that are done; 0 for one that no note names
  clusters?: BoardCluster[];
}

// Everything but the notes; it decides how the page is drawn.
interface BoardFrame {
  layout_version: number;
  state: "draft" | "open" | "paused" | "closed";
  revealed: boolean;
  breakouts: Record<string, number>; // section -> how many breakouts
}

interface BoardState {
  version: string;
  frame: string; // a BoardFrame as JSON text
  stage: BoardStage;
  passes: Record<string, string>; // section -> what lets a note in
  ticket: string;
  notes: BoardNote[];
  total: number;
}

interface BoardChange {
  from: string;
  version: string;
  stage?: BoardStage;
  changed: BoardNote[];
  removed: string[];
  total: number;
  refetch?: boolean;
}

// A note in this browser's own storage: with an id it has been received.
interface StoredNote {
  token: string;
  section: string;
  prompt: string;
  breakout: string;
  text?: string;
  id?: string;
  tried?: boolean; // it may have arrived
  refused?: string; // for good, and why
}

// What one kind of page does differently from the others.
interface PageHandlers {
  isOwn?: (id: string) => boolean; // this browser's own note, drawn elsewhere
  onFrame?: (now: BoardFrame, was: BoardFrame) => boolean; // false: the page is left
  onSync?: () => void; // the server's state has been applied
  newAddress?: () => Promise<string | null>; // where to go on when no board has this address any more
  onGone?: () => void; // there is nowhere to go on
}
