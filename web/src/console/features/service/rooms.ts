import type { ComponentType } from 'react';
import { AreaRoom } from './areas/AreaRoom';
import { ChoiceRoom } from './ChoiceRoom';
import { CrewRoom } from './crews/CrewRoom';
import { SeverityRoom } from './SeverityRoom';
import { SlotRoom } from './SlotRoom';
import { TypeRoom } from './TypeRoom';
import { CategoryRoom } from './tickets/CategoryRoom';
import { DepartmentRoom } from './tickets/DepartmentRoom';
import { RegulatorRoom } from './tickets/RegulatorRoom';

export interface RoomProps {
  /** What is typed into the search of the page. */
  wanted: string;
  /** The page's button for a new one has been pressed. */
  isAdding: boolean;
  onAdded: () => void;
}

interface Room {
  Room: ComponentType<RoomProps>;
  canAdd: boolean;
}

/** A further room is a line here and two sentences: `room.<name>` and, when something can be added, `add.<name>`. */
export const rooms = [
  { name: 'areas', Room: AreaRoom, canAdd: true },
  { name: 'crews', Room: CrewRoom, canAdd: true },
  { name: 'types', Room: TypeRoom, canAdd: true },
  { name: 'severities', Room: SeverityRoom, canAdd: true },
  { name: 'choices', Room: ChoiceRoom, canAdd: true },
  { name: 'slots', Room: SlotRoom, canAdd: true },
  { name: 'categories', Room: CategoryRoom, canAdd: true },
  { name: 'departments', Room: DepartmentRoom, canAdd: true },
  { name: 'regulators', Room: RegulatorRoom, canAdd: true },
] as const satisfies (Room & { name: string })[];
