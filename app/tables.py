"""Imports every models module, so that the metadata alembic compares is complete."""

from sqlmodel import SQLModel

import app.access.models
import app.catalog.models
import app.core.numbering
import app.counting.models
import app.inventory.models
import app.inventory.reasons
import app.moving.models
import app.onboarding.models
import app.orders.models
import app.picking.models
import app.quickbooks.desktop.models
import app.quickbooks.online.models
import app.receiving.models
import app.scanning.models
import app.shipping.models
import app.sync.inbound.notices
import app.sync.models
import app.sync.reconcile.models  # noqa: F401

metadata = SQLModel.metadata
