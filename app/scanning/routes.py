"""The front door of the floor: scans in batches, and photos of barcodes."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Request, UploadFile

from app.access.deps import Operator
from app.core.errors import NotFound
from app.core.http import AppSettings, Db
from app.inventory.floor import HouseRules
from app.scanning import service
from app.scanning.models import Scan
from app.scanning.photos import PhotoDecoder
from app.scanning.problems import PhotoTooLarge
from app.scanning.schemas import ScanBatch, ScanResult, ScanResults
from app.settings import Settings

router = APIRouter(prefix="/api/scans", tags=["scans"])


def house_rules(settings: Settings) -> HouseRules:
    """What this company decided for its floor."""
    return HouseRules(
        zone=settings.company_zone,
        bin_first=settings.bin_first,
        over_receipt_tolerance_percent=settings.over_receipt_tolerance_percent,
        expiring_soon_days=settings.expiring_soon_days,
    )


@router.post("", operation_id="send_scans")
async def send_scans(batch: ScanBatch, who: Operator, db: Db, settings: AppSettings) -> ScanResults:
    """Record 1 to 50 scans of one device in order; each is answered, none is counted twice."""
    rules = house_rules(settings)
    return ScanResults(results=await service.record_all(db, batch.scans, who=who, rules=rules))
