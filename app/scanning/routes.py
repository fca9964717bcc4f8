"""The front door of the floor: scans in batches, and photos of barcodes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Request, Response, UploadFile

from app.access.deps import Operator, Supervisor
from app.core import clock
from app.core.errors import NotFound
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.inventory.policy import house_rules
from app.scanning import service
from app.scanning.activity import Activity, latest_scans
from app.scanning.models import Scan
from app.scanning.photos import PhotoDecoder
from app.scanning.schemas import (
    PhotoCodes,
    ResultStatus,
    ScanBatch,
    ScanOutcome,
    ScanResult,
    ScanResults,
)

router = APIRouter(prefix="/api/scans", tags=["scans"])


@router.post("", operation_id="send_scans", response_model=ScanResults)
async def send_scans(batch: ScanBatch, who: Operator, db: Db, settings: AppSettings) -> Response:
    """Record 1 to 50 scans of one device in order; each is answered, none is counted twice."""
    rules = house_rules(settings)
    results = await service.record_all(db, batch.scans, who=who, rules=rules)
    # Written here: FastAPI would validate our own answer once more before it writes it.
    written = ScanResults(results=results).model_dump_json()
    return Response(written, media_type="application/json")


@router.get("", operation_id="list_scans")
async def list_scans(
    _: Supervisor,
    db: Db,
    user_id: UUID | None = None,
    document_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Activity]:
    """The latest scans of everybody, or of one person or document."""
    async with db.read() as session:
        return await latest_scans(
            session, user_id=user_id, document_id=document_id, cursor=cursor, limit=limit
        )


@router.post("/image", operation_id="read_photo")
async def read_photo(
    request: Request, photo: Annotated[UploadFile, File()], who: Operator, settings: AppSettings
) -> PhotoCodes:
    """Every barcode of a photo (JPEG, PNG, WebP; at most 12 MB and 50 megapixels).

    Only reads: the phone sends what the person picked as an ordinary scan afterwards.
    """
    del who
    decoder: PhotoDecoder = request.app.state.photos
    codes = await decoder.decode(await photo.read())
    today = clock.today(settings.company_zone)
    return PhotoCodes.model_validate({"codes": [code.as_dict(today=today) for code in codes]})


@router.get("/{scan_id}", operation_id="get_scan")
async def get_scan(scan_id: UUID, who: Operator, db: Db) -> ScanResult:
    """The stored answer to a scan, for whoever lost it."""
    del who
    async with db.read() as session:
        scan = await session.get(Scan, scan_id)
    if scan is None or scan.status is None or scan.outcome is None:
        raise NotFound("This scan never arrived here.", id=scan_id)
    outcome = ScanOutcome.model_validate(scan.outcome)
    return ScanResult(id=scan.id, status=ResultStatus(scan.status), **outcome.model_dump())
