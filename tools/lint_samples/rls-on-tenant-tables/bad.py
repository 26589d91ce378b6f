# file: src/kefu/acd/tables.py
class Tenanted:
    tenant_id: Mapped[UUID]


class Queue(Tenanted, Base):  # breach
    __tablename__ = "queue"


class Skill(Base):  # breach
    __tablename__ = "skill"
    tenant_id: Mapped[UUID]


class AgentSkill(Base):
    __tablename__ = "agent_skill"
    tenant_id: Mapped[UUID]


# file: migrations/versions/0003_acd.py
from kefu.platform.rls import enable


def upgrade():
    op.create_table("queue")
    [op.execute(statement) for table in ("agent_skill",) for statement in enable(table)]
